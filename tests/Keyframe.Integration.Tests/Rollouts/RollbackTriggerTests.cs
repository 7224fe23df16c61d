using k8s;
using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>What makes a rollout a failed one, what does not, and by which words one can tell.</summary>
public sealed class RollbackTriggerTests(Cluster cluster)
{
    private const string Refusal = "settings.n must be at most 2";

    /// <summary>What pods of the new snapshot do, and the evidence that it gives.</summary>
    public static TheoryData<string, string> Failures => new()
    {
        { "CrashLoopBackOff", $"exit code 1 (Error): {Refusal}" },
        { "CreateContainerConfigError", Refusal },
        { "CreateContainerError", Refusal },
        { "RunContainerError", Refusal },
        { "Restarting", $"restarted at least 3 times within 5 minutes; exit code 1 (Error): {Refusal}" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Pods_that_fail_take_the_snapshot_back_and_say_why(string reason, string message)
    {
        await using World world = await World.StartAsync(cluster, "trigger", RolloutActs.PodsOf("three", Failing(reason)));
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        GenAIDeployment back = await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
        await world.StalledAsync("RolledBack");
        RevisionEntry failed = back.Status!.History[1];
        Assert.Equal((reason, "main", message), (failed.Evidence!.Reason, failed.Evidence.Container, failed.Evidence.Message));
        Assert.Matches("^app-[0-9a-z]+-[0-9a-z]{5}$", failed.Evidence.Pod);
        await TellsAsync(world, $"Revision 2, snapshot three, failed: {reason} in container main of pod {failed.Evidence.Pod}: {message}.");
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Fact]
    public async Task A_workload_that_does_not_get_on_takes_the_snapshot_back_and_is_not_judged_again_by_what_it_said_before()
    {
        await using World world = await World.StartAsync(cluster, "deadline", RolloutActs.PodsOf("three", PodBehavior.NotReady));
        await BoundApp.StartAsync(world);
        await world.RunAsync("patch", "deployment", "app", "-p", """{"spec": {"progressDeadlineSeconds": 2} }""");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        GenAIDeployment back = await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
        await world.StalledAsync("RolledBack");
        FailureEvidence evidence = back.Status!.History[1].Evidence!;
        Assert.Equal((Reasons.ProgressDeadlineExceeded, null, null), (evidence.Reason, evidence.Pod, evidence.Container));
        Assert.Matches("^ReplicaSet \"app-[0-9a-z]+\" has timed out progressing\\.$", evidence.Message);
        await TellsAsync(world, $"Revision 2, snapshot three, failed: ProgressDeadlineExceeded: {evidence.Message}");
        Assert.Null(back.Status.History[0].Evidence);
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Fact]
    public async Task What_is_gone_back_to_is_not_judged_by_a_deadline_that_passed_before()
    {
        await using World world = await World.StartAsync(cluster, "deadline");
        await BoundApp.StartAsync(world);
        await world.RunAsync("patch", "deployment", "app", "-p", """{"spec": {"progressDeadlineSeconds": 5} }""");
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        world.Decide = RolloutActs.PodsOf("three", PodBehavior.NotReady);
        await world.ApplyAsync(Manifests.Binding("three", injection: "rollback: {automatic: false}"));
        await world.StalledAsync(Reasons.ProgressDeadlineExceeded);

        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<List<V1Deployment>> seen = WatchAsync(world, stop.Token);
        await world.ApplyAsync(Manifests.Binding("one"));
        GenAIDeployment back = await world.HistoryAsync("4:one:Completed 3:three:RolledBack 2:two:Completed 1:one:Completed");
        await world.SettledOnAsync("one", "app");
        Assert.Null(back.Status!.History[0].Evidence);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());

        // The workload did say so of the template that it had gone back to.
        await stop.CancelAsync();
        Assert.Contains(await seen, workload => workload.Spec.Template.Metadata.Labels["keyframe.dev/snapshot"] == "one"
            && workload.Status.ObservedGeneration == workload.Metadata.Generation
            && workload.Status.Conditions.Any(condition => condition is { Type: "Progressing", Reason: Reasons.ProgressDeadlineExceeded }));
    }

    [Fact]
    public async Task Images_of_the_users_containers_are_not_judged()
    {
        await using World world = await World.StartAsync(
            cluster, "image", RolloutActs.PodsOf("three", PodBehavior.Waiting("main", "ImagePullBackOff", "not found")));
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        await SeenAsync(world, "three", status => status.State.Waiting?.Reason == "ImagePullBackOff");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("2:three:Progressing 1:one:Completed", RolloutActs.InShort((await world.BindingAsync("app"))!));

        // The pods were looked at all the while.
        world.Decide = RolloutActs.PodsOf("three", Failing("CrashLoopBackOff"));
        await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
    }

    [Fact]
    public async Task The_image_of_a_container_that_Keyframe_puts_in_is()
    {
        const string tracer = """
            image: example.com/app:1
                  - name: keyframe-tracer
                    image: example.com/tracer:1
            """;
        await using World world = await World.StartAsync(
            cluster, "ours", RolloutActs.PodsOf("three", PodBehavior.Waiting("keyframe-tracer", "ImagePullBackOff", "not found")));
        await BoundApp.StartAsync(world);
        await world.DeployAsync(Manifests.Workload().Replace("image: example.com/app:1", tracer, StringComparison.Ordinal));
        await world.PointToAsync("three", "app");
        GenAIDeployment back = await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
        FailureEvidence evidence = back.Status!.History[1].Evidence!;
        Assert.Equal(("ImagePullBackOff", "keyframe-tracer", "not found"), (evidence.Reason, evidence.Container, evidence.Message));
    }

    [Theory]
    [InlineData("CrashLoopBackOff")]
    [InlineData("CreateContainerConfigError")]
    [InlineData("Restarting")]
    public async Task What_the_old_pods_suffer_from_as_well_is_not_the_snapshots_fault(string reason)
    {
        await using World world = await World.StartAsync(cluster, "excuse");
        await BoundApp.StartAsync(world);
        world.Decide = (_, _) => ValueTask.FromResult(Failing(reason));
        await SeenAsync(world, "one", IsFailing);

        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        await SeenAsync(world, "three", IsFailing);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("2:three:Progressing 1:one:Completed", RolloutActs.InShort((await world.BindingAsync("app"))!));

        // Once they are well, it is.
        world.Decide = RolloutActs.PodsOf("three", Failing(reason));
        await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
    }

    private static async Task<List<V1Deployment>> WatchAsync(World world, CancellationToken stop)
    {
        var seen = new List<V1Deployment>();
        try
        {
            await foreach ((_, V1Deployment workload) in world.Client.AppsV1.WatchListNamespacedDeploymentAsync(
                world.Namespace, cancellationToken: stop))
            {
                seen.Add(workload);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As asked.
        }

        return seen;
    }

    private static bool IsFailing(V1ContainerStatus status) => status.RestartCount > 0 || status.State.Waiting is not null;

    private static PodBehavior Failing(string reason) => reason switch
    {
        "CrashLoopBackOff" => PodBehavior.CrashLoopBackOff("main", Refusal, restarts: 3),
        "Restarting" => PodBehavior.Restarted("main", Refusal, restarts: 3),
        _ => PodBehavior.Waiting("main", reason, Refusal),
    };

    private static async Task SeenAsync(World world, string snapshot, Func<V1ContainerStatus, bool> how) => await World.EventuallyAsync(
        () => world.PodsAsync($"keyframe.dev/snapshot={snapshot}")!,
        pods => pods.Any(pod => pod.Status.ContainerStatuses?.Any(how) == true),
        $"a pod of {snapshot} fails");

    private static async Task TellsAsync(World world, string note) => await World.EventuallyAsync(
        () => world.EventsAsync("Deployment", "app")!, events => events[Reasons.RolloutFailed].Contains(note), $"an event says: {note}");
}
