using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>When a rollout is complete, and what is said until then. Watching writes nothing but the status.</summary>
public sealed class ProgressPlannerTests
{
    private static readonly WorkloadCondition Deadline = new()
    {
        Type = "Progressing",
        Status = "False",
        Reason = "ProgressDeadlineExceeded",
        Message = "ReplicaSet \"support-bot-5d4\" has timed out progressing.",
    };

    [Theory]
    [InlineData(3, 3, 3, 3, true)]
    [InlineData(3, 0, 3, 3, false)] // no new pod yet
    [InlineData(3, 2, 3, 3, false)] // one is old
    [InlineData(3, 3, 4, 4, false)] // an old one is still there
    [InlineData(3, 3, 3, 2, false)] // one is not available
    [InlineData(3, 3, 2, 2, false)]
    [InlineData(1, 3, 3, 3, false)] // scaled down, not done yet
    [InlineData(5, 3, 3, 3, false)] // scaled up, not done yet
    [InlineData(0, 0, 0, 0, true)]
    [InlineData(0, 0, 1, 1, false)]
    [InlineData(null, 1, 1, 1, true)] // Kubernetes' default is 1
    [InlineData(null, 0, 0, 0, false)]
    public void A_rollout_is_complete_when_all_pods_and_only_they_are_new_and_available(
        int? asked, int updated, int present, int available, bool complete)
    {
        Stage stage = RolledOut(A.Workload().WithReplicas(asked)).Report(progress => progress with
        {
            ObservedGeneration = 2,
            UpdatedReplicas = updated,
            Replicas = present,
            ReadyReplicas = available,
            AvailableReplicas = available,
        });
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        if (complete)
        {
            plan.Status.IsReady(Reasons.RolledOut);
        }
        else
        {
            plan.Status.IsProgressing(Reasons.RollingOut);
            plan.Status.Says($"{updated} of {asked ?? 1} pods are made from snapshot v1; {available} pods are available, old ones included");
        }

        Assert.Equal(complete ? RevisionResult.Completed : RevisionResult.Progressing, Assert.Single(plan.Status.History).Result);
        Assert.Equal(complete ? stage.Now : null, plan.Status.History[0].CompletedAt);
        Assert.Equal((asked ?? 1, updated, available, 2L), (
            plan.Status.Workload!.Replicas, plan.Status.Workload.Updated, plan.Status.Workload.Ready, plan.Status.Workload.ObservedGeneration));
        Assert.Null(plan.Template);
        Assert.Null(plan.WriteAhead);
    }

    [Fact]
    public void Numbers_that_speak_of_the_old_template_prove_nothing()
    {
        Stage stage = RolledOut(A.Workload());
        Assert.Equal((2L, 1L), (stage.Workload.Metadata.Generation, stage.Workload.Status.ObservedGeneration));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsProgressing(Reasons.RollingOut);
        plan.Status.Says("has not seen the new template yet");
    }

    [Theory]
    [InlineData(0, "The workload is scaled to 0; its next pods run snapshot v1")]
    [InlineData(1, "The pod runs snapshot v1")]
    [InlineData(3, "All 3 pods run snapshot v1")]
    public void Completion_is_told_once(int replicas, string words)
    {
        Stage stage = RolledOut(A.Workload().WithReplicas(replicas)).FinishPods();
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.Says(words);
        EventNote note = Assert.Single(plan.Events);
        Assert.Equal((Reasons.RolledOut, false), (note.Reason, note.Warning));
        Assert.Contains("Revision 1 completed", note.Note, StringComparison.Ordinal);
        Assert.Empty(stage.Carry(plan).Plan().Events);
        Assert.False(stage.HasWrites(stage.Pass(TimeSpan.FromHours(1)).Plan()));
    }

    [Fact]
    public void A_completed_revision_stays_ready_when_a_pod_is_unavailable_later()
    {
        Stage stage = new Stage().RollOut("v1");
        DateTimeOffset? completed = stage.Status.History[0].CompletedAt;
        stage.Pass(TimeSpan.FromHours(1)).Report(progress => progress with { AvailableReplicas = 1 }).Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        stage.Status.Says(" pods are available, and all that start run snapshot v1");
        Assert.Equal(completed, stage.Status.History[0].CompletedAt);
    }

    [Fact]
    public void Pods_that_are_replaced_after_completion_are_told_of_without_blaming_the_snapshot()
    {
        Stage stage = new Stage().RollOut("v1").Report(progress => progress with { UpdatedReplicas = 1 }).Settle();
        stage.Status.IsProgressing(Reasons.RollingOut);
        Assert.Equal(RevisionResult.Completed, stage.Status.History[0].Result);
        stage.Pass(TimeSpan.FromMinutes(10)).Report(progress => progress with { Conditions = [Deadline] }).Settle();
        stage.Status.Says("The snapshot had run in every pod before: look for what else changed in the workload.");
    }

    [Fact]
    public void A_paused_workload_is_written_all_the_same_and_waits_for_whoever_paused_it()
    {
        Stage stage = RolledOut(A.Workload().Paused());
        Assert.Equal("v1", stage.Live?.Snapshot);
        Plan<GenAIDeploymentStatus> plan =
            stage.Report(progress => progress with { ObservedGeneration = 2, UpdatedReplicas = 0 }).Plan();
        plan.Status.IsProgressing(Reasons.RollingOut);
        plan.Status.Says("The workload is paused: kubectl rollout resume deployment/support-bot.");
        Assert.Null(plan.Template);
    }

    [Fact]
    public void A_paused_workload_without_pods_proves_nothing_until_it_is_resumed()
    {
        Stage stage = RolledOut(A.Workload().WithReplicas(0).Paused()).FinishPods();
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsProgressing(Reasons.RollingOut);
        plan.Status.Says("kubectl rollout resume deployment/support-bot");
        Assert.Equal(RevisionResult.Progressing, Assert.Single(plan.Status.History).Result);

        Stage completed = RolledOut(A.Workload().WithReplicas(0)).FinishPods().Settle().Pause();
        completed.Plan().Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void A_rollout_beyond_its_deadline_stalls_with_the_way_out()
    {
        Stage stage = RolledOut(A.Workload()).Report(progress => progress with
        {
            ObservedGeneration = 2,
            UpdatedReplicas = 1,
            Conditions = [Deadline],
        }).Pass(TimeSpan.FromMinutes(10));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsStalled(Reasons.NoRollbackTarget);
        plan.Status.Says("Snapshot v1 failed: ProgressDeadlineExceeded: ReplicaSet \"support-bot-5d4\" has timed out progressing.");
        plan.Status.Says("Name a snapshot that works in spec.snapshotRef.");
        Assert.Null(plan.Template);
        Assert.Equal(RevisionResult.Progressing, plan.Status.History[0].Result);
        Assert.Equal(Reasons.ProgressDeadlineExceeded, plan.Status.History[0].Evidence?.Reason);
    }

    [Fact]
    public void A_deadline_is_told_also_where_its_message_is_missing()
    {
        Plan<GenAIDeploymentStatus> plan = RolledOut(A.Workload()).Report(progress => progress with
        {
            ObservedGeneration = 2,
            UpdatedReplicas = 1,
            Conditions = [Deadline with { Message = null }],
        }).Pass(TimeSpan.FromMinutes(10)).Plan();
        plan.Status.Says("The workload did not finish its rollout in time.");
    }

    [Theory]
    [InlineData("Available", "False", "ProgressDeadlineExceeded")]
    [InlineData("Progressing", "True", "ReplicaSetUpdated")]
    [InlineData("Progressing", "Unknown", "DeploymentPaused")]
    public void Other_conditions_are_no_deadline(string type, string status, string reason)
    {
        Stage stage = RolledOut(A.Workload()).Report(progress => progress with
        {
            ObservedGeneration = 2,
            UpdatedReplicas = 1,
            Conditions = [new WorkloadCondition { Type = type, Status = status, Reason = reason }],
        });
        stage.Plan().Status.IsProgressing(Reasons.RollingOut);
    }

    [Fact]
    public void A_deadline_of_the_old_template_is_not_held_against_the_new_one()
    {
        Stage stage = RolledOut(A.Workload()).Report(progress => progress with { Conditions = [Deadline] });
        stage.Plan().Status.IsProgressing(Reasons.RollingOut);
    }

    [Fact]
    public void Nor_when_the_new_one_has_been_seen_but_is_younger_than_the_deadline()
    {
        Stage stage = RolledOut(A.Workload()).Report(progress => progress with
        {
            ObservedGeneration = 2,
            UpdatedReplicas = 0,
            Conditions = [Deadline],
        });
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsProgressing(Reasons.RollingOut);
        Assert.InRange(plan.LookAgain!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        stage.Pass(plan.LookAgain.Value).Plan().Status.IsStalled(Reasons.NoRollbackTarget);
    }

    [Fact]
    public void A_deadline_that_complete_pods_contradict_is_over()
    {
        Stage stage = RolledOut(A.Workload()).FinishPods().Report(progress => progress with { Conditions = [Deadline] });
        stage.Plan().Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void A_stalled_rollout_is_left_by_asking_for_another_snapshot()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle()
            .Respec(spec => spec with { Rollback = new RollbackSpec { Automatic = false } })
            .Report(progress => progress with { ObservedGeneration = 3, UpdatedReplicas = 1, Conditions = [Deadline] })
            .Pass(TimeSpan.FromMinutes(10)).Settle();
        stage.Status.IsStalled(Reasons.ProgressDeadlineExceeded);
        stage.RollOut("v1");
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    private static Stage RolledOut(WorkloadBuilder workload)
    {
        var stage = new Stage(workload: workload);
        return stage.Carry(stage.Plan()).Pass(TimeSpan.FromSeconds(10));
    }
}
