using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>What an operator finds that starts where another one died, or that has lost its record.</summary>
public sealed class CrashPlannerTests
{
    [Theory]
    [InlineData(Step.ConfigMaps)]
    [InlineData(Step.WriteAhead)]
    [InlineData(Step.Template)]
    [InlineData(Step.Status)]
    internal void Wherever_an_operator_dies_the_next_one_comes_to_the_same_end(Step last)
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), last).Pass(TimeSpan.FromMinutes(1)).Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v2", stage.Live?.Snapshot);
        Assert.Equal("2:v2:Completed 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_recorded_write_that_never_happened_is_made_as_the_same_revision()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> first = stage.Plan();
        Plan<GenAIDeploymentStatus> second = stage.Carry(first, Step.WriteAhead).Pass(TimeSpan.FromMinutes(1)).Plan();
        Assert.Null(second.WriteAhead);
        Assert.Equal(first.Template!.Section!.Hash, second.Template!.Section!.Hash);
        Assert.Equal(first.Template.ChangeCause, second.Template.ChangeCause);
        Assert.Equal("2:v2:Progressing 1:v1:Completed", Stage.Short(second.Status));
        Assert.Equal(2, second.Status.Active?.Revision);
        Assert.Equal(first.Events, second.Events);
    }

    [Fact]
    public void A_retry_is_made_on_the_workload_as_it_is_now()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), Step.WriteAhead).Edit(template => template.WithLabel("team", "a"));
        Assert.Equal(stage.Workload.Metadata.ResourceVersion, stage.Plan().Template!.ResourceVersion);
    }

    [Fact]
    public void A_write_that_happened_but_was_not_recorded_is_taken_up_without_another_one()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> plan = stage.Carry(stage.Plan(), Step.Template).Pass(TimeSpan.FromMinutes(1)).Plan();
        Assert.Null(plan.Template);
        Assert.Null(plan.WriteAhead);
        Assert.Equal(("v2", 2L), (plan.Status.Active!.Snapshot, plan.Status.Active.Revision));
        Assert.Null(plan.Status.Pending);
        Assert.Equal("2:v2:Progressing 1:v1:Completed", Stage.Short(plan.Status));
    }

    [Fact]
    public void A_write_that_happened_is_taken_up_also_where_something_else_is_asked_for_by_now()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), Step.Template).RollOut("v3");
        Assert.Equal("3:v3:Completed 2:v2:Superseded 1:v1:Completed", stage.HistoryInShort);
        Assert.Equal("v3", stage.Live?.Snapshot);
    }

    [Fact]
    public void What_follows_a_write_that_is_taken_up_is_told_as_a_change_from_it()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> back = stage.Carry(stage.Plan(), Step.Template).Ask("v1").Plan();
        Assert.Equal("3:v1:Progressing<2 2:v2:Progressing 1:v1:Completed", Stage.Short(back.WriteAhead!));
        Assert.StartsWith(
            $"rollback to snapshot v1 ({A.DigestOf("v1").Short}) from v2: ", back.Template!.ChangeCause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_happened_is_taken_up_also_while_its_snapshot_is_gone()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), Step.Template);
        stage.Snapshots.Remove("v2");
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsProgressing(Reasons.SnapshotNotFound);
        plan.Status.Says("Snapshot v2 stays active.");
        Assert.Equal("v2", plan.Status.Active?.Snapshot);
    }

    [Fact]
    public void A_write_that_landed_late_is_known_as_ours()
    {
        // The answer to the apply of v2 was lost; the spec went back to v1 and was acted upon; then the apply landed after all.
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> lost = stage.Plan();
        stage.Carry(lost, Step.WriteAhead).Ask("v1").Settle().Land(lost.Template!);
        Assert.Equal("v2", stage.Live?.Snapshot);
        stage.Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_write_that_landed_late_does_not_stop_the_rollout_after_it()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> lost = stage.Plan();
        stage.Carry(lost, Step.WriteAhead).Ask("v3");
        stage.Carry(stage.Plan(), Step.WriteAhead).Land(lost.Template!);
        stage.Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v3", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_revision_that_nobody_asks_for_any_more_is_withdrawn_before_it_is_written()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> plan = stage.Carry(stage.Plan(), Step.WriteAhead).Ask("v1").Plan();
        plan.Status.IsReady(Reasons.RolledOut);
        Assert.Null(plan.Template);
        Assert.Null(plan.Status.Pending);
        Assert.Equal(("v1", "v1"), (plan.Status.Desired?.Snapshot, plan.Status.Active?.Snapshot));
        Assert.Equal("2:v2:Superseded 1:v1:Completed", Stage.Short(plan.Status));
    }

    [Fact]
    public void A_rollback_that_is_withdrawn_leaves_the_active_revision_as_it_stood()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Ask("v1");
        Plan<GenAIDeploymentStatus> rollback = stage.Plan();
        Assert.Equal("3:v1:Progressing<2 2:v2:Completed 1:v1:Completed", Stage.Short(rollback.WriteAhead!));
        Assert.Equal("3:v1:Progressing<2 2:v2:RolledBack 1:v1:Completed", Stage.Short(rollback.Status));
        stage.Carry(rollback, Step.WriteAhead).Ask("v2").Settle();
        Assert.Equal("3:v1:Superseded<2 2:v2:Completed 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_rollout_under_way_is_completed_also_after_a_withdrawal()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().Ask("v3");
        stage.Carry(stage.Plan(), Step.WriteAhead).Ask("v2").Settle().FinishPods().Settle();
        Assert.Equal("3:v3:Superseded 2:v2:Completed 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_template_that_carries_the_asked_snapshot_is_the_baseline_of_a_binding_without_a_record()
    {
        Stage stage = new Stage().RollOut("v1").Record(null);
        Plan<GenAIDeploymentStatus> plan = stage.Pass(TimeSpan.FromHours(1)).Plan();
        plan.Status.IsReady(Reasons.RolledOut);
        Assert.Null(plan.Template);
        Assert.Null(plan.WriteAhead);
        Assert.Equal("1:v1:Completed", Stage.Short(plan.Status));
        Assert.Equal((stage.ChangeCause, RevisionInitiator.Found), (plan.Status.History[0].Cause, plan.Status.History[0].Initiator));
        Assert.Equal((stage.Now, "v1"), (plan.Status.Active!.Since, plan.Status.Desired?.Snapshot));
    }

    [Fact]
    public void A_template_that_carries_another_snapshot_is_the_baseline_and_then_rolled_out_over()
    {
        Stage stage = new Stage(A.Binding().WithSnapshot("v2"), A.Workload().Carrying(A.Section("v1")));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal("2:v2:Progressing 1:v1:Progressing", Stage.Short(plan.WriteAhead!));
        Assert.Equal("v1", plan.WriteAhead!.Active?.Snapshot);
        Assert.Contains("replaces v1, of which no details are at hand", plan.Template!.ChangeCause, StringComparison.Ordinal);
        Assert.Equal("2:v2:Progressing 1:v1:Superseded", Stage.Short(plan.Status));
        stage.RollOut("v2").RollOut("v1");
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Superseded", stage.HistoryInShort);
    }

    [Fact]
    public void A_baseline_that_is_not_whole_is_repaired()
    {
        Stage stage = new Stage().RollOut("v1").Record(null)
            .Edit(template => template.WithContainer("app", container => container with { Env = [] }));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal(Reasons.Restored, Assert.Single(plan.Events).Reason);
        stage.Settle().FinishPods().Settle();
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_baseline_mounted_elsewhere_becomes_a_new_revision()
    {
        Stage stage = new Stage(workload: A.Workload().Carrying(A.Section("v1", "/config"))).RollOut("v1");
        Assert.Equal("2:v1:Completed 1:v1:Superseded", stage.HistoryInShort);
    }

    [Theory]
    [InlineData("keyframe.dev/digest", "garbage")]
    [InlineData("keyframe.dev/digest", "sha256:ABC")]
    public void A_template_that_names_no_digest_gives_no_baseline(string annotation, string value)
    {
        Stage stage = new Stage(workload: A.Workload().Carrying(A.Section("v1")))
            .Edit(template => template.WithAnnotation(annotation, value));
        Assert.Null(stage.Plan().WriteAhead!.Active);
        Assert.Equal("1:v1:Completed", stage.RollOut("v1").HistoryInShort);
    }

    [Fact]
    public void A_template_without_a_snapshot_gives_no_baseline() => Assert.Null(new Stage().Plan().WriteAhead!.Active);

    [Fact]
    public void Nothing_is_taken_up_while_an_older_binding_holds_the_workload()
    {
        Stage stage = new Stage(workload: A.Workload().Carrying(A.Section("v1")));
        Plan<GenAIDeploymentStatus> taken = stage.Plan(stage.Observe() with { OlderClaim = "older" });
        Assert.Null(taken.Status.Active);
        Assert.Empty(taken.Status.History);

        // The older binding moves on, then goes away: what it left is the baseline, and no stranger's doing.
        stage.Record(taken.Status).Edit(template => template.Carrying(A.Section("v2"))).RollOut("v1");
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Superseded", stage.HistoryInShort);
    }

    [Fact]
    public void A_workload_that_was_made_anew_gets_its_section_again()
    {
        Stage stage = new Stage().RollOut("v1").Edit(template => template.WithoutSection());
        stage.Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_record_without_the_entry_of_its_active_revision_heals_without_counting_back()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2");
        stage.Record(stage.Status with { History = [] }).Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("3:v2:Completed", stage.HistoryInShort);
    }
}
