using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>Which pod keeps a StatefulSet from going back to revision r1, where r2 is the one that was rejected.</summary>
public sealed class BlockingPodsTests
{
    [Theory]
    [InlineData("CrashLoopBackOff")]
    [InlineData("CreateContainerConfigError")]
    [InlineData("ImagePullBackOff")] // whoever's image: nothing gets on
    public void A_broken_pod_of_the_rejected_revision_blocks_and_the_command_is_named(string reason)
    {
        BlockingPod pod = Find(Set(), Good(0), Good(1), Bad(2).Waiting("app", reason, "no such key")).Pod!;
        Assert.Equal(("db-2", A.Namespace, "uid-of-db-2"), (pod.Name, pod.Namespace, pod.Uid));
        Assert.Equal(
            "Pod db-2 was made from a template that is no longer in force and does not get ready (container app: "
            + $"{reason}, no such key). StatefulSet support-bot replaces its pods in order and waits for it. Delete it, and it is made "
            + "anew: kubectl delete pod db-2 -n team-a",
            pod.Message);
    }

    [Fact]
    public void A_pod_that_crashes_blocks_also_while_it_runs_between_two_crashes()
    {
        BlockingPod pod = Find(Set(), Good(0), Bad(1).Restarted("app", 1, A.Moment, ready: false).Unready()).Pod!;
        Assert.Contains("(container app: Restarting, exit code 1 (Error): boom)", pod.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_only_starts_has_a_window_to_get_ready()
    {
        PodBuilder starting = Bad(1).Waiting("app", "ContainerCreating").CreatedAt(A.Moment - TimeSpan.FromMinutes(4));
        Assert.Equal(new BlockingPodFinding(null, TimeSpan.FromMinutes(1)), Find(Set(), Good(0), starting));
        BlockingPodFinding later = Find(Set(), Good(0), starting.CreatedAt(A.Moment - TimeSpan.FromMinutes(5)));
        Assert.Null(later.LookAgain);
        Assert.Contains("no longer in force and does not get ready. StatefulSet", later.Pod!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_controller_waits_for_the_first_pod_that_is_not_ready_by_its_number()
    {
        PodBuilder[] pods = [.. Enumerable.Range(0, 12).Select(ordinal =>
            ordinal is 2 or 10 or 11 ? Bad(ordinal).Waiting("app", "CrashLoopBackOff") : Good(ordinal))];
        Assert.Equal("db-2", Find(Set(), pods).Pod!.Name);
        Assert.Equal("db-2", Find(Set(), [.. pods.Reverse()]).Pod!.Name);
        Assert.Equal("db-10", Find(Set(), pods[3..]).Pod!.Name);
    }

    [Fact]
    public void Nothing_blocks_where_pods_are_ready_or_of_the_revision_in_force_or_going()
    {
        Assert.Equal(new BlockingPodFinding(null, null), Find(Set()));
        Assert.Null(Find(Set(), Good(0), Bad(1)).Pod);
        Assert.Null(Find(Set(), Good(0), Good(1).Waiting("app", "CrashLoopBackOff")).Pod);
        Assert.Null(Find(Set(), Good(0).Waiting("app", "CrashLoopBackOff"), Bad(1).Waiting("app", "CrashLoopBackOff")).Pod);
        Assert.Null(Find(Set(), Bad(1).Waiting("app", "CrashLoopBackOff").Going(A.Moment)).Pod);
    }

    public static TheoryData<string> Others => ["Deployment", "DaemonSet", "Parallel", "OnDelete", "partition", "unobserved", "silent"];

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_workloads_replace_a_broken_pod_by_themselves_or_never(string which)
    {
        WorkloadBuilder workload = which switch
        {
            "Deployment" => A.Workload(),
            "DaemonSet" => A.Workload().AsDaemonSet(),
            "Parallel" => A.Workload().AsStatefulSet().Managing("Parallel"),
            "OnDelete" => A.Workload().AsStatefulSet(type: "OnDelete"),
            "partition" => A.Workload().AsStatefulSet(partition: 2),
            _ => A.Workload().AsStatefulSet(),
        };
        WorkloadProgress progress = Progress with
        {
            ObservedGeneration = which == "unobserved" ? 0 : 1,
            UpdateRevision = which == "silent" ? null : "r1",
        };
        PodBuilder broken = Bad(1).Waiting("app", "CrashLoopBackOff");
        Assert.Null(Find(workload.Reporting(progress), Good(0), broken).Pod);
        Assert.NotNull(Find(A.Workload().AsStatefulSet(partition: 1).Managing("OrderedReady").Reporting(Progress), Good(0), broken).Pod);
    }

    private static WorkloadProgress Progress => new() { ObservedGeneration = 1, CurrentRevision = "r0", UpdateRevision = "r1" };

    private static WorkloadBuilder Set() => A.Workload().AsStatefulSet().Reporting(Progress);

    private static PodBuilder Good(int ordinal) => A.Pod($"db-{ordinal}").Of("r1");

    private static PodBuilder Bad(int ordinal) => A.Pod($"db-{ordinal}").Of("r2").With("v2");

    private static BlockingPodFinding Find(WorkloadBuilder workload, params PodBuilder[] pods) =>
        BlockingPods.Find(workload.Build(), [.. pods.Select(pod => pod.Build())], new RolloutThresholds(), A.Moment);
}
