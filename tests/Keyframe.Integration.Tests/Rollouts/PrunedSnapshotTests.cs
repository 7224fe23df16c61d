using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// The commit that promotes a snapshot deletes the one before it. Every way back still works, from the ConfigMap, which lives as long
/// as a ReplicaSet mounts it.
/// </summary>
public sealed class PrunedSnapshotTests(Cluster cluster)
{
    [Fact]
    public async Task Undo_by_kubectl_goes_back_to_it()
    {
        await using World world = await World.StartAsync(cluster, "pruned");
        await PromoteAsync(world);
        await world.SettledOnAsync("two", "app");
        await using MountWitness witness = await world.WitnessAsync();
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app");
        GenAIDeployment undone = await world.StalledAsync("Undone");
        await RunsAsync(world, "one");
        Assert.Equal("one", undone.Status!.Active!.Snapshot);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Empty(witness.Losses);
    }

    [Theory]
    [InlineData("undo id=1")]
    [InlineData("undo revision=1 id=1")]
    public async Task Undo_by_request_goes_back_to_it(string request)
    {
        await using World world = await World.StartAsync(cluster, "pruned");
        await PromoteAsync(world);
        await world.SettledOnAsync("two", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("annotate", "genaideployment", "app", $"keyframe.dev/request={request}");
        GenAIDeployment undone = await World.EventuallyAsync(
            () => world.BindingAsync("app"),
            found => found.Status is { Pending: null, Active.Snapshot: "one", LastHandledRequest.Result: RequestResult.Accepted },
            "it went back");
        await RunsAsync(world, "one");
        Assert.Equal("two", undone.Status!.Hold!.Snapshot);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task A_failure_goes_back_to_it()
    {
        await using World world = await World.StartAsync(cluster, "pruned", (pod, _) => ValueTask.FromResult(
            pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? snapshot) && snapshot == "two"
                ? PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)
                : PodBehavior.Ready));
        RolloutMeter meter = await PromoteAsync(world);
        GenAIDeployment rolledBack = await world.StalledAsync("RolledBack");
        Assert.Equal("one", rolledBack.Status!.Active!.Snapshot);
        await RunsAsync(world, "one");
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    /// <summary>What one commit that promotes does: it applies, and then prunes what is no longer in Git.</summary>
    private static async Task<RolloutMeter> PromoteAsync(World world)
    {
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Binding("two"));
        await world.RunAsync("delete", "genaiappsnapshot", "one");
        await world.RunAsync("delete", "promptversion", "greeting-1");
        return meter;
    }

    private static async Task RunsAsync(World world, string snapshot)
    {
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        Assert.Equal(snapshot, await world.CarriedAsync());
        Assert.NotNull(await world.ConfigMapAsync((await world.WorkloadAsync("app")).Spec.Template.Spec.Volumes.Single().ConfigMap.Name));
    }
}
