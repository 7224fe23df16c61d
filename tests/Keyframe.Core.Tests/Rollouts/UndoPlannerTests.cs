using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary><c>kubectl rollout undo</c> on the workload is a rollback: it is adopted, and it stays.</summary>
public sealed class UndoPlannerTests
{
    private static Stage Undone => new Stage().RollOut("v1").RollOut("v2").UndoTo("v1");

    [Fact]
    public void An_undo_is_adopted_by_applying_the_very_same_values_without_force()
    {
        Stage stage = Undone;
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal((A.Section("v1").Hash, false), (plan.Template!.Section!.Hash, plan.Template.MayTakeOver));
        Assert.Equal(stage.ChangeCause, plan.Template.ChangeCause);
        Assert.StartsWith("snapshot v1 (", plan.Template.ChangeCause, StringComparison.Ordinal);
        Assert.Equal("3:v1:Progressing<2 2:v2:Undone 1:v1:Completed", Stage.Short(plan.Status));
        Assert.Equal((RevisionInitiator.Undo, "kubectl"), (plan.Status.History[0].Initiator, plan.Status.History[0].Manager));
        EventNote told = Assert.Single(plan.Events);
        Assert.Equal(
            (
                Reasons.Undone,
                $"Revision 3: kubectl put back snapshot v1 ({A.DigestOf("v1").Short}), in place of v2. It stays, and revision 2 is not "
                + "tried again by itself."),
            (told.Reason, told.Note));
    }

    [Fact]
    public void It_stays_while_the_spec_goes_on_asking_for_what_was_undone()
    {
        Stage stage = Undone.Settle().FinishPods().Settle().Ask("v2").Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Status.IsStalled(Reasons.Undone);
        stage.Status.Says($"Snapshot v2 ({A.DigestOf("v2").Short}) was taken back by kubectl. It is held, and not tried again by itself.");
        stage.Status.Says($"All 3 pods run snapshot v1 ({A.DigestOf("v1").Short}).");
        stage.Status.Says(
            $"kubectl annotate gdep {stage.Binding.Metadata.Name} -n {A.Namespace} --overwrite "
            + "keyframe.dev/request=\"retry id=$(date +%s)\"");
        Assert.Equal((ConditionStatus.True, Reasons.Undone), StatusOf(stage, ConditionTypes.RolledBack));
        Assert.Equal("3:v1:Completed<2 2:v2:Undone 1:v1:Completed", stage.HistoryInShort);
        Assert.Equal(("v2", "kubectl"), (stage.Status.Hold?.Snapshot, stage.Status.Hold?.By));
    }

    [Theory]
    [InlineData("v3")]
    [InlineData("v1")]
    public void Another_intent_ends_the_hold(string asked)
    {
        Stage stage = Undone.Settle().FinishPods().Settle().RollOut(asked);
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Null(stage.Status.Hold);
        Assert.Null(stage.Status.Find(ConditionTypes.RolledBack));
        Assert.Equal(asked, stage.Live?.Snapshot);
    }

    /// <summary>
    /// What was asked for last is in force without another write, and nothing but the record says that it was acted upon.
    /// </summary>
    [Fact]
    public void An_undo_stays_also_where_the_spec_had_come_back_to_what_was_active()
    {
        Stage stage = Undone.Settle().FinishPods().Settle().Ask("v1").Settle();
        Assert.Equal(("v1", A.DigestOf("v1").Value), (stage.Status.Desired?.Snapshot, stage.Status.Desired?.Digest));
        stage.UndoTo("v2").Settle().FinishPods().Settle();
        Assert.Equal("v2", stage.Live?.Snapshot);
        stage.Status.IsStalled(Reasons.Undone);
    }

    [Fact]
    public void An_undo_that_lands_before_a_write_that_is_on_record_is_adopted_and_what_was_begun_is_held()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Ask("v3");
        stage.Carry(stage.Plan(), Step.WriteAhead).UndoTo("v1");
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal(("v1", false), (plan.Template!.Section!.Snapshot, plan.Template.MayTakeOver));
        Assert.Equal("4:v1:Progressing<2 3:v3:Superseded 2:v2:Undone 1:v1:Completed", Stage.Short(plan.Status));
        stage.Settle();
        stage.Status.IsStalled(Reasons.Undone);
        Assert.Equal(("v1", "v3"), (stage.Live?.Snapshot, stage.Status.Hold?.Snapshot));
    }

    [Fact]
    public void An_undo_that_lands_before_a_way_back_that_is_on_record_is_adopted()
    {
        Stage stage = new Stage().RollOut("v0").RollOut("v1").RollOut("v2").Request("undo id=1");
        stage.Carry(stage.Plan(), Step.WriteAhead).UndoTo("v0").Settle();
        Assert.Equal(("v0", "v2"), (stage.Live?.Snapshot, stage.Status.Hold?.Snapshot));
        Assert.Equal("5:v0:Progressing<3 4:v1:Superseded<3 3:v2:Undone 2:v1:Completed 1:v0:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void Two_undos_in_a_row_come_back_to_what_is_asked_for()
    {
        Stage stage = Undone.Settle().FinishPods().Settle().UndoTo("v2").Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Null(stage.Status.Hold);
        Assert.Equal("4:v2:Completed<3 3:v1:Undone<2 2:v2:Undone 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void An_undo_to_what_failed_is_told_as_such_also_when_its_adoption_was_cut_short()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().FailPods().Settle().FailPods(false).FinishPods().Settle().UndoTo("v2");
        stage.Carry(stage.Plan(), Step.WriteAhead);
        EventNote told = Assert.Single(stage.Plan().Events);
        Assert.Equal((Reasons.RetryStarted, true), (told.Reason, told.Warning));

        // Also where it has failed again by then, it is first made ours: a way back over what a GitOps tool took over would be refused.
        Plan<GenAIDeploymentStatus> plan = stage.FailPods().Plan();
        Assert.Equal(("v2", false), (plan.Template?.Section?.Snapshot, plan.Template?.MayTakeOver));
        stage.Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Fact]
    public void An_undo_that_the_spec_has_followed_is_no_reason_not_to_adopt_the_next_one()
    {
        Stage stage = new Stage().RollOut("v0").RollOut("v1").RollOut("v2").UndoTo("v1").Settle().FinishPods().Settle().Ask("v1").Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v1", stage.Status.Desired?.Snapshot);
        stage.UndoTo("v0").Settle();
        stage.Status.IsStalled(Reasons.Undone);
        Assert.Equal(("v0", "v1"), (stage.Live?.Snapshot, stage.Status.Hold?.Snapshot));
    }

    [Fact]
    public void A_second_undo_comes_back_to_what_is_asked_for_and_nothing_failed()
    {
        EventNote told = Assert.Single(Undone.Settle().FinishPods().Settle().UndoTo("v2").Plan().Events);
        Assert.Equal((Reasons.Undone, false), (told.Reason, told.Warning));
        Assert.EndsWith("It is what the binding asks for.", told.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_to_what_is_held_is_one_more_attempt()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().FailPods().Settle().FailPods(false).FinishPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        Plan<GenAIDeploymentStatus> plan = stage.UndoTo("v2").Plan();
        Assert.Equal((Reasons.RetryStarted, true), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
        stage.Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.RolledBack);
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal(
            "5:v1:Progressing<4 4:v2:RolledBack<3 3:v1:Undone<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void An_undo_to_a_snapshot_whose_object_was_pruned_is_adopted_by_its_config_map()
    {
        Stage stage = Undone;
        stage.Snapshots.Remove("v1");
        stage.Settle().FinishPods().Settle();
        stage.Status.IsStalled(Reasons.Undone);
        Assert.Equal("v1", stage.Status.Active?.Snapshot);
    }

    [Fact]
    public void Whoever_put_the_template_back_is_named()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").RollOut("v2")
            .Undo(template => TemplateIdentity.Of(template)?.Snapshot == "v1", "argocd-server").Plan();
        Assert.Equal("argocd-server", plan.Status.Hold?.By);
        Assert.Contains("argocd-server put back", plan.Status.History[0].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_intent_that_is_newer_than_the_undo_wins()
    {
        Stage stage = Undone.Ask("v3");
        Assert.Equal("v3", stage.Plan().Template?.Section?.Snapshot);
        stage.RollOut("v3").Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void An_adoption_that_was_cut_short_before_its_write_is_made_good()
    {
        Stage stage = Undone;
        stage.Carry(stage.Plan(), Step.WriteAhead);
        Plan<GenAIDeploymentStatus> again = stage.Plan();
        Assert.Equal((A.Section("v1").Hash, false), (again.Template!.Section!.Hash, again.Template.MayTakeOver));
        Assert.Null(again.WriteAhead);
        Assert.Null(stage.Carry(again).Plan().Template);
        Assert.Equal("3:v1:Progressing<2 2:v2:Undone 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void An_undo_to_before_the_binding_is_left_alone()
    {
        Stage stage = new Stage().RollOut("v1").Undo(MoveRules.IsBare).Settle();
        stage.Status.IsStalled(Reasons.WorkloadDetached);
        Assert.Equal((ConditionStatus.True, Reasons.WorkloadDetached), StatusOf(stage, ConditionTypes.WorkloadDetached));
        Assert.Null(stage.Live);
        Assert.Null(stage.Status.Active);
        Assert.Equal("1:v1:Undone", stage.HistoryInShort);
        stage.Status.Says("the workload went back to a template from before it was bound");
    }

    [Fact]
    public void So_is_one_that_nobody_watched_where_the_template_is_as_it_was_before()
    {
        Stage stage = new Stage().Pass(TimeSpan.FromMinutes(1)).RollOut("v1").Strip(TemplateRemoval.Unknown).Settle();
        stage.Status.IsStalled(Reasons.WorkloadDetached);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v1")]
    public void A_detached_workload_is_bound_again_by_another_intent_or_a_retry(string asked)
    {
        Stage stage = new Stage().RollOut("v1").Undo(MoveRules.IsBare).Settle();
        stage = asked == "v1" ? stage.Request("retry id=1") : stage.Ask(asked);
        stage.Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal(asked, stage.Live?.Snapshot);
        Assert.Null(stage.Status.Find(ConditionTypes.WorkloadDetached));
    }

    private static (ConditionStatus, string) StatusOf(Stage stage, string type) =>
        (stage.Status.Get(type).Status, stage.Status.Get(type).Reason);
}
