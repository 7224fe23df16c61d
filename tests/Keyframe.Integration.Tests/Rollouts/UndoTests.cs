using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>kubectl rollout on the workload, and what fails by itself: both are rollbacks of configuration, and stay.</summary>
public sealed class UndoTests(Cluster cluster)
{
    [Fact]
    public async Task Every_verb_of_kubectl_rollout_does_on_the_workload_what_it_says()
    {
        await using World world = await World.StartAsync(cluster, "verbs");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");

        string history = await world.RunAsync("rollout", "history", "deployment/app");
        Assert.Matches(@"(?s)1 +<none>.*2 +snapshot one \(.*3 +snapshot two \(", history);

        // A bare undo goes back to the snapshot before, and the binding takes it for what it is.
        await world.RunAsync("rollout", "undo", "deployment/app");
        GenAIDeployment undone = await world.StalledAsync("Undone");
        Assert.Equal("one", undone.Status!.Active!.Snapshot);
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        Assert.Contains("snapshot one (", await world.RunAsync("rollout", "history", "deployment/app"), StringComparison.Ordinal);

        // It stays, also while the binding is applied again and again as it is.
        string binding = Manifests.Binding("two");
        for (int time = 0; time < 3; time++)
        {
            await world.ApplyAsync(binding);
        }

        await world.Operator.QuietAsync();
        Assert.Equal("one", (await world.WorkloadAsync("app")).Spec.Template.Metadata.Labels["keyframe.dev/snapshot"]);

        // Another undo comes back to what the binding asks for.
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.SettledOnAsync("two", "app");

        // Pause holds back pods and nothing else; resume lets them go.
        await world.RunAsync("rollout", "pause", "deployment/app");
        await world.PointToAsync("one", "app");
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Reconciling", "RollingOut");
        await world.RunAsync("rollout", "resume", "deployment/app");
        await world.SettledOnAsync("one", "app");

        long generation = (await world.WorkloadAsync("app")).Metadata.Generation!.Value;
        await world.RunAsync("rollout", "restart", "deployment/app");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        await world.Operator.QuietAsync();
        Assert.Equal(generation + 1, (await world.WorkloadAsync("app")).Metadata.Generation);
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task Where_Git_has_followed_an_undo_the_next_one_counts_as_well()
    {
        await using World world = await World.StartAsync(cluster, "follow");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        await world.PointToAsync("three", "app");
        await world.SettledOnAsync("three", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());

        await world.RunAsync("rollout", "undo", "deployment/app", "--to-revision=2");
        GenAIDeployment undone = await world.StalledAsync("Undone");
        Assert.Equal(("one", "two"), (undone.Status!.Active!.Snapshot, undone.Status.Hold!.Snapshot));
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task An_undo_to_before_the_binding_is_left_alone_until_somebody_asks_for_more()
    {
        await using World world = await World.StartAsync(cluster, "detached");
        await BoundApp.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app", "--to-revision=1");
        await world.StalledAsync("WorkloadDetached");
        await world.Operator.QuietAsync();
        Assert.Null((await world.WorkloadAsync("app")).Spec.Template.Spec.Volumes);

        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=retry id=1");
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task A_snapshot_whose_pods_crash_is_taken_back_without_a_human_and_stays_back()
    {
        await using World world = await World.StartAsync(cluster, "crash", (pod, _) => ValueTask.FromResult(
            pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? snapshot) && snapshot == "three"
                ? PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)
                : PodBehavior.Ready));
        await BoundApp.StartAsync(world);
        await world.PointToAsync("three", "app");
        GenAIDeployment rolledBack = await world.StalledAsync("RolledBack");
        await world.RunAsync("wait", "genaideployment/app", "--for=condition=Stalled", "--timeout=10s");
        RevisionEntry failed = rolledBack.Status!.History.Single(entry => entry.Snapshot == "three");
        Assert.Equal(RevisionResult.RolledBack, failed.Result);
        Assert.Equal(("CrashLoopBackOff", "main"), (failed.Evidence?.Reason, failed.Evidence?.Container));
        Assert.Contains("no such tool", failed.Evidence!.Message, StringComparison.Ordinal);
        ILookup<string, string> events = await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, found => found.Contains("RolloutFailed"), "an event tells");
        Assert.Contains(failed.Evidence.Pod!, events["RolloutFailed"].First(), StringComparison.Ordinal);

        int writes = world.Operator.Writes.Count(IsTemplateWrite);
        await world.ApplyAsync(Manifests.Binding("three"));
        await world.Operator.QuietAsync();
        Assert.Equal(writes, world.Operator.Writes.Count(IsTemplateWrite));
        Assert.Equal("one", (await world.WorkloadAsync("app")).Spec.Template.Metadata.Labels["keyframe.dev/snapshot"]);

        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=retry id=1");
        await World.EventuallyAsync(
            () => world.BindingAsync("app"),
            found => found.Status?.History.Count(entry => entry is { Snapshot: "three", Result: RevisionResult.RolledBack }) == 2,
            "it is tried once more");
        await world.StalledAsync("RolledBack");
    }

    [Fact]
    public async Task An_undo_to_the_snapshot_that_failed_is_one_more_attempt()
    {
        await using World world = await World.StartAsync(cluster, "again", (pod, _) => ValueTask.FromResult(
            pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? snapshot) && snapshot == "three"
                ? PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)
                : PodBehavior.Ready));
        await BoundApp.StartAsync(world);
        await world.PointToAsync("three", "app");
        await world.StalledAsync("RolledBack");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);

        // A bare undo goes back to what was there before: the snapshot that failed.
        await world.RunAsync("rollout", "undo", "deployment/app");
        GenAIDeployment again = await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => found.Status is { Pending: null, History.Count: 5, Hold: not null }, "it is taken back again");
        Assert.Equal(
            ["5:one:Automatic<4", "4:three:Undo<3", "3:one:Automatic<2", "2:three:Spec<", "1:one:Spec<"],
            again.Status!.History.Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Initiator}<{entry.RollbackOf}"));
        Assert.Equal(RevisionResult.RolledBack, again.Status.History[1].Result);
        await world.StalledAsync("RolledBack");
        // The undo, the apply that takes part in it, and the way back.
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
        ILookup<string, string> events = await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, found => found.Contains("RetryStarted"), "an event tells");
        Assert.Contains("it is tried once more", events["RetryStarted"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detaching_takes_everything_out_in_one_rollout()
    {
        await using World world = await World.StartAsync(cluster, "detach");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        long generation = (await world.WorkloadAsync("app")).Metadata.Generation!.Value;
        await world.RunAsync("patch", "genaideployment", "app", "--type=merge", "-p", """{"spec":{"detach":true}}""");
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Ready", "Detached");
        V1Deployment bare = await world.WorkloadAsync("app");
        Assert.Equal(generation + 1, bare.Metadata.Generation);
        Assert.Null(bare.Spec.Template.Spec.Volumes);
        Assert.Null(bare.Spec.Template.Spec.Containers[0].Env);
        Assert.Null(bare.Spec.Template.Spec.Containers[0].VolumeMounts);
        Assert.DoesNotContain(bare.Spec.Template.Metadata.Labels.Keys, label => label.StartsWith("keyframe", StringComparison.Ordinal));
    }

    private static bool IsTemplateWrite(Write write) =>
        write.Path.Contains("/apis/apps/v1/", StringComparison.Ordinal) && write.Status is System.Net.HttpStatusCode.OK;
}
