using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>
/// StatefulSets and DaemonSets: complete when <c>kubectl rollout status</c> calls them so, and late when nothing gets on for ten
/// minutes, since they have no deadline of their own.
/// </summary>
public sealed class WorkloadKindPlannerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    public static TheoryData<WorkloadKind> WithoutDeadline => [WorkloadKind.StatefulSet, WorkloadKind.DaemonSet];

    [Theory]
    // partition, updated, existing, ready; what is said
    [InlineData(0, 3, 3, 3, Reasons.RolledOut)]
    [InlineData(0, 2, 3, 3, Reasons.RollingOut)]
    [InlineData(0, 3, 3, 2, Reasons.RollingOut)]
    [InlineData(0, 3, 4, 4, Reasons.RolledOut)] // scaled down: the rest goes by itself
    [InlineData(2, 1, 3, 3, Reasons.PartlyRolledOut)]
    [InlineData(2, 0, 3, 3, Reasons.RollingOut)]
    [InlineData(2, 1, 3, 2, Reasons.RollingOut)]
    [InlineData(2, 3, 3, 3, Reasons.RolledOut)] // the partition was raised after all had it
    [InlineData(9, 0, 3, 3, Reasons.PartlyRolledOut)]
    public void A_StatefulSet_is_complete_when_every_pod_above_its_partition_is_new_and_all_are_ready(
        int partition, int updated, int existing, int ready, string reason)
    {
        Stage stage = RolledOut(WorkloadKind.StatefulSet, A.Workload().AsStatefulSet(partition)).Report(_ => new WorkloadProgress
        {
            ObservedGeneration = 2,
            Replicas = existing,
            UpdatedReplicas = updated,
            ReadyReplicas = ready,
            AvailableReplicas = 0, // Kubernetes before 1.22 does not say
        });
        IsSaid(stage, reason, (3, updated, ready));
    }

    [Theory]
    // desired, scheduled, updated, ready, available; what is said
    [InlineData(3, 3, 3, 3, 3, Reasons.RolledOut)]
    [InlineData(3, 3, 2, 3, 3, Reasons.RollingOut)]
    [InlineData(3, 3, 3, 3, 2, Reasons.RollingOut)]
    [InlineData(3, 2, 2, 2, 2, Reasons.RollingOut)]
    [InlineData(0, 0, 0, 0, 0, Reasons.RolledOut)]
    public void A_DaemonSet_is_complete_when_the_pod_of_every_node_is_new_and_available(
        int desired, int scheduled, int updated, int ready, int available, string reason)
    {
        Stage stage = RolledOut(WorkloadKind.DaemonSet, A.Workload().AsDaemonSet()).Report(_ => new WorkloadProgress
        {
            ObservedGeneration = 2,
            DesiredNumberScheduled = desired,
            CurrentNumberScheduled = scheduled,
            UpdatedNumberScheduled = updated,
            NumberReady = ready,
            NumberAvailable = available,
        });
        IsSaid(stage, reason, (desired, updated, ready));
    }

    [Theory]
    [MemberData(nameof(WithoutDeadline))]
    public void A_write_names_the_kind_of_the_workload(WorkloadKind kind)
    {
        Stage stage = new(A.Binding().OnA(kind), Workload(kind));
        Assert.Equal(kind, stage.Plan().Template!.Kind);
    }

    [Fact]
    public void A_partition_is_told_and_what_it_holds_back_is_no_completed_revision()
    {
        Stage stage = RolledOut(WorkloadKind.StatefulSet, A.Workload().AsStatefulSet(partition: 2)).Report(_ => Set(updated: 1, ready: 3)).Settle();
        stage.Status.IsReady(Reasons.PartlyRolledOut);
        stage.Status.Says("1 of 3 pods are made from the template with snapshot v1");
        stage.Status.Says("StatefulSet support-bot has its updateStrategy.rollingUpdate.partition at 2: pods of a lower ordinal stay");
        Assert.Equal("1:v1:Progressing", stage.HistoryInShort);
        Assert.False(stage.HasWrites(stage.Pass(TimeSpan.FromDays(1)).Plan()));
        Assert.Null(stage.Plan().LookAgain);
    }

    [Fact]
    public void A_partition_that_is_lowered_later_starts_the_deadline_anew_and_completes_the_revision()
    {
        Stage stage = RolledOut(WorkloadKind.StatefulSet, A.Workload().AsStatefulSet(partition: 2)).Report(_ => Set(updated: 1, ready: 3)).Settle();
        stage.Pass(TimeSpan.FromDays(1)).Partition(0);
        Assert.Equal(Deadline, stage.Plan().LookAgain);
        stage.Settle().Status.IsProgressing(Reasons.RollingOut);
        stage.Pass(TimeSpan.FromMinutes(9)).Settle().Status.IsProgressing(Reasons.RollingOut);
        Stage late = stage.Pass(TimeSpan.FromMinutes(1)).Settle();
        late.Status.IsStalled(Reasons.NoRollbackTarget);
        late.Report(_ => Set(updated: 3, ready: 3)).Settle().Status.IsReady(Reasons.RolledOut);
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
    }

    [Theory]
    [MemberData(nameof(WithoutDeadline))]
    public void Pods_that_are_replaced_on_deletion_are_not_waited_for_and_complete_the_revision_once_all_were_deleted(WorkloadKind kind)
    {
        Stage stage = RolledOut(kind, Workload(kind, "OnDelete"));
        stage.Plan().Status.IsProgressing(Reasons.RollingOut); // its controller has not seen it
        stage.Report(_ => Numbers(kind, updated: 1, ready: 3)).Settle().Status.IsReady(Reasons.PartlyRolledOut);
        stage.Status.Says($"1 of 3 pods are made from the template with snapshot v1 ({A.DigestOf("v1").Short}). {kind} support-bot has the "
            + "update strategy OnDelete: a pod takes it up once it is deleted. kubectl get pods -L keyframe.dev/snapshot tells which have.");
        stage.Pass(TimeSpan.FromDays(7));
        Assert.False(stage.HasWrites(stage.Plan()));
        Assert.Null(stage.Plan().LookAgain);
        stage.Report(_ => Numbers(kind, updated: 3, ready: 2)).Settle().Status.IsReady(Reasons.PartlyRolledOut);
        Assert.Equal("1:v1:Progressing", stage.HistoryInShort);
        stage.Report(_ => Numbers(kind, updated: 3, ready: 3));
        Assert.Equal(Reasons.RolledOut, Assert.Single(stage.Plan().Events).Reason);
        stage.Settle().Status.IsReady(Reasons.RolledOut);
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
        stage.Report(_ => Numbers(kind, updated: 3, ready: 2)).Settle().Status.IsReady(Reasons.RolledOut);
    }

    [Theory]
    [MemberData(nameof(WithoutDeadline))]
    public void Without_progress_for_ten_minutes_it_stalls_and_the_plan_says_when_to_look(WorkloadKind kind)
    {
        Stage stage = RolledOut(kind, Workload(kind)).Report(_ => Numbers(kind, updated: 1, ready: 2));
        Assert.Equal(Deadline - TimeSpan.FromSeconds(10), stage.Plan().LookAgain);
        stage.Settle().Pass(TimeSpan.FromMinutes(9)).Settle().Status.IsProgressing(Reasons.RollingOut);
        TimeSpan left = stage.Plan().LookAgain!.Value;
        Assert.InRange(left, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        stage.Pass(left).Settle().Status.IsStalled(Reasons.NoRollbackTarget);
        stage.Status.Says($"{kind} support-bot has made no progress for 10 minutes. There is no earlier revision that every pod ran");
        Assert.Null(stage.Plan().LookAgain);
        stage.Pass(TimeSpan.FromDays(1)).Settle().Status.IsStalled(Reasons.NoRollbackTarget);
        stage.Report(_ => Numbers(kind, updated: 3, ready: 3)).Settle().Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void A_pod_that_has_to_be_deleted_is_told_where_people_look_and_by_one_event()
    {
        Stage stage = RolledOut(WorkloadKind.StatefulSet, A.Workload().AsStatefulSet())
            .Report(_ => Set(updated: 1, ready: 2) with { CurrentRevision = "r0", UpdateRevision = "r1" });
        stage.Pods.Add(A.Pod("support-bot-1").Of("r0").Waiting("app", "CrashLoopBackOff"));
        EventNote told = Assert.Single(stage.Plan().Events, note => note.Reason == Reasons.PodBlocksRollback);
        Assert.EndsWith($"kubectl delete pod support-bot-1 -n {A.Namespace}", told.Note, StringComparison.Ordinal);
        stage.Settle().Status.Says("Pod support-bot-1 has to be deleted: see the condition PodBlocksRollback.");
        Assert.Empty(stage.Plan().Events);
    }

    [Fact]
    public void Each_pod_of_the_revision_that_comes_or_gets_ready_and_each_old_one_that_goes_is_progress()
    {
        Stage stage = RolledOut(WorkloadKind.StatefulSet, A.Workload().AsStatefulSet()).Report(_ => Set(updated: 1, ready: 2)).Settle();
        DateTimeOffset start = stage.Status.History[0].StartedAt;
        stage.Pass(TimeSpan.FromMinutes(30));
        DateTimeOffset Left(PodBuilder pod)
        {
            stage.Pods.Clear();
            stage.Pods.Add(pod.CreatedAt(start - TimeSpan.FromDays(1)));
            return stage.Now + (stage.Plan().LookAgain ?? TimeSpan.Zero) - Deadline;
        }

        DateTimeOffset recently = stage.Now - TimeSpan.FromMinutes(3);
        Assert.Equal(recently, Left(A.Pod("db-2").With("v1").ReadySince(recently)));
        Assert.Equal(recently, Left(A.Pod("db-1").With("v0").Going(recently)));
        Assert.Equal(stage.Now, Left(A.Pod("db-1").With("v0").Going(stage.Now + TimeSpan.FromHours(1))));
        Assert.Equal(stage.Now - Deadline, Left(A.Pod("db-1").With("v0").ReadySince(recently))); // an old pod is none
        stage.Plan().Status.IsStalled(Reasons.NoRollbackTarget);
        stage.Pods[0] = A.Pod("db-2").With("v1").CreatedAt(recently).Unready();
        Assert.Equal(Deadline - TimeSpan.FromMinutes(3), stage.Plan().LookAgain);
    }

    [Theory]
    [MemberData(nameof(WithoutDeadline))]
    public void A_completed_revision_has_no_deadline(WorkloadKind kind)
    {
        Stage stage = RolledOut(kind, Workload(kind)).Report(_ => Numbers(kind, updated: 3, ready: 3)).Settle();
        stage.Report(_ => Numbers(kind, updated: 1, ready: 3)).Settle().Pass(TimeSpan.FromDays(1));
        stage.Plan().Status.IsProgressing(Reasons.RollingOut);
        Assert.Null(stage.Plan().LookAgain);
    }

    [Fact]
    public void A_Deployment_has_its_own_deadline()
    {
        Stage stage = RolledOut(WorkloadKind.Deployment, A.Workload()).Report(progress => progress with { ObservedGeneration = 2, UpdatedReplicas = 1 });
        Assert.Null(stage.Pass(TimeSpan.FromDays(1)).Plan().LookAgain);
        stage.Plan().Status.IsProgressing(Reasons.RollingOut);
    }

    [Fact]
    public void A_DaemonSet_without_nodes_says_so()
    {
        Stage stage = RolledOut(WorkloadKind.DaemonSet, A.Workload().AsDaemonSet()).Report(_ => new WorkloadProgress { ObservedGeneration = 2 });
        stage.Plan().Status.Says("No node asks for a pod of the workload; its next pods run snapshot v1");
    }

    private static WorkloadBuilder Workload(WorkloadKind kind, string? type = null) =>
        kind == WorkloadKind.StatefulSet ? A.Workload().AsStatefulSet(type: type) : A.Workload().AsDaemonSet(type);

    private static WorkloadProgress Numbers(WorkloadKind kind, int updated, int ready) => kind == WorkloadKind.StatefulSet
        ? Set(updated, ready)
        : new WorkloadProgress
        {
            ObservedGeneration = 2,
            DesiredNumberScheduled = 3,
            CurrentNumberScheduled = 3,
            UpdatedNumberScheduled = updated,
            NumberReady = ready,
            NumberAvailable = ready,
        };

    private static WorkloadProgress Set(int updated, int ready) =>
        new() { ObservedGeneration = 2, Replicas = 3, UpdatedReplicas = updated, ReadyReplicas = ready };

    private static Stage RolledOut(WorkloadKind kind, WorkloadBuilder workload)
    {
        var stage = new Stage(A.Binding().OnA(kind), workload);
        return stage.Carry(stage.Plan()).Pass(TimeSpan.FromSeconds(10));
    }

    private static void IsSaid(Stage stage, string reason, (int Wanted, int Updated, int Ready) numbers)
    {
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        if (reason == Reasons.RollingOut)
        {
            plan.Status.IsProgressing(reason);
        }
        else
        {
            plan.Status.IsReady(reason);
        }

        Assert.Equal(
            reason == Reasons.RolledOut ? RevisionResult.Completed : RevisionResult.Progressing, Assert.Single(plan.Status.History).Result);
        WorkloadStatus told = plan.Status.Workload!;
        Assert.Equal(numbers, (told.Replicas, told.Updated, told.Ready));
    }
}
