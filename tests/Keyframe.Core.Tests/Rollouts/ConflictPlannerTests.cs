using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>Others write to the template too: what is put back, what is named and not fought, what is told.</summary>
public sealed class ConflictPlannerTests
{
    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("v3", "v3")]
    public void A_moved_template_follows_the_next_intent(string asked, string runs)
    {
        Stage stage =
            new Stage().RollOut("v1").RollOut("v2").Edit(template => template.Carrying(A.Section("v1"))).Settle().RollOut(asked);
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal((runs, runs), (stage.Live?.Snapshot, stage.Status.Active?.Snapshot));
        Assert.Null(stage.Status.Find(ConditionTypes.FieldConflict));
    }

    [Fact]
    public void The_next_intent_on_a_moved_template_goes_on_where_its_write_was_cut_short()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Edit(template => template.Carrying(A.Section("v1"))).Settle().Ask("v3");
        stage.Carry(stage.Plan(), Step.WriteAhead);
        Plan<GenAIDeploymentStatus> again = stage.Plan();
        Assert.Equal("v3", again.Template?.Section?.Snapshot);
        Assert.True(again.Template!.MayTakeOver);
        Assert.Null(again.WriteAhead);
    }

    [Fact]
    public void What_somebody_removed_is_put_back_without_a_new_revision()
    {
        Stage stage =
            new Stage().RollOut("v1").Edit(template => template.WithContainer("app", container => container with { Env = [] }));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsProgressing(Reasons.RollingOut);
        plan.Status.Says("containers[app].env[KEYFRAME_SNAPSHOT]");
        Assert.True(plan.Template!.MayTakeOver);
        Assert.Null(plan.WriteAhead);
        Assert.Equal(stage.Status.History[0].Cause, plan.Template.ChangeCause);
        Assert.Equal((Reasons.Restored, true), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
        stage.Settle().FinishPods().Settle();
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_repair_of_everything_does_not_name_its_parts()
    {
        Stage stage = new Stage().RollOut("v1").Strip(TemplateRemoval.Replaced);
        stage.Plan().Status.Says("Deployment support-bot: all that Keyframe put there.");
        Assert.Equal("v1", stage.Settle().Live?.Snapshot);
    }

    [Fact]
    public void A_field_that_another_manager_holds_stalls_and_names_it()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().Plan();
        GenAIDeploymentStatus? told = plan.OnFailure(
            new WriteFailure("conflict", [new HeldField("argocd-controller", ".spec.template.spec.volumes[name=\"keyframe\"]")]));
        Assert.NotNull(told);
        told.IsStalled(Reasons.FieldConflict);
        told.Says(".spec.template.spec.volumes[name=\"keyframe\"] by argocd-controller");
        Assert.Equal(ConditionStatus.True, told.Get(ConditionTypes.FieldConflict).Status);
        Assert.Null(told.Active);
        Assert.Equal(1, told.Pending?.Revision);
    }

    [Fact]
    public void A_volume_that_cannot_be_shared_stalls_and_its_manager_is_named()
    {
        var stage = new Stage();
        stage.Edit("argocd-controller", template => template with
        {
            Spec = template.Spec with { Volumes = [new Volume { Name = InjectedNames.Volume }] },
        });
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsStalled(Reasons.FieldConflict);
        plan.Status.Says("a volume keyframe of its own that is no ConfigMap");
        plan.Status.Says("It is held by argocd-controller.");
        Assert.Equal(ConditionStatus.True, plan.Status.Get(ConditionTypes.FieldConflict).Status);
        plan.WritesNothing();
    }

    [Fact]
    public void A_field_conflict_that_lasts_changes_the_status_once()
    {
        var stage = new Stage();
        var conflict = new WriteFailure("conflict", [new HeldField("argocd-controller", ".spec")]);
        stage.Carry(stage.Plan(), Step.WriteAhead).Record(stage.Plan().OnFailure(conflict));
        Plan<GenAIDeploymentStatus> retry = stage.Pass(TimeSpan.FromMinutes(1)).Plan();
        Assert.NotNull(retry.Template);
        Assert.Null(retry.WriteAhead);
        Assert.True(Stage.AreEqual(stage.Status, retry.OnFailure(conflict)));
        Assert.Equal("1:v1:Progressing", stage.HistoryInShort);
    }

    [Fact]
    public void A_field_conflict_that_is_solved_leaves_no_trace_in_the_conditions()
    {
        var stage = new Stage();
        stage.Record(stage.Plan().OnFailure(new WriteFailure("conflict", [new HeldField("argocd-controller", ".spec")])));
        stage.RollOut("v1");
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Null(stage.Status.Find(ConditionTypes.FieldConflict));
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void Any_other_refusal_is_told_and_tried_again()
    {
        GenAIDeploymentStatus? told = new Stage().Plan().OnFailure(new WriteFailure("admission webhook said no", []));
        Assert.NotNull(told);
        told.IsProgressing(Reasons.Progressing);
        told.Says("admission webhook said no");
        Assert.Null(told.Find(ConditionTypes.FieldConflict));
    }
}
