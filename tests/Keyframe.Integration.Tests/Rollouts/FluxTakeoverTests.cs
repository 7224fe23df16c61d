using k8s.Models;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Integration.Tests.Worlds.GitOps;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// Flux takes over what managers named kubectl… hold, and strips what Git lacks. After <c>kubectl rollout undo</c> that is what
/// Keyframe put into the template.
/// </summary>
public sealed class FluxTakeoverTests(Cluster cluster)
{
    [Fact]
    public async Task Before_an_undo_is_adopted_Flux_is_refused_rather_than_that_a_mount_is_emptied()
    {
        await using World world = await World.StartAsync(cluster, "takeover");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.Operator.StopAsync();
        await world.RunAsync("rollout", "undo", "deployment/app");
        V1Deployment undone = await world.WorkloadAsync("app");

        CommandResult refused = await world.TrySyncAsync(GitOpsTool.Flux, Manifests.Workload());
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("configMap.name: Required value", refused.Error, StringComparison.Ordinal);
        Assert.Equal(undone.Metadata.Generation, (await world.WorkloadAsync("app")).Metadata.Generation);
        Assert.Equal("one", await world.CarriedAsync());

        world.StartOperator();
        await world.StalledAsync("Undone");
        await world.SyncAsync(GitOpsTool.Flux, Manifests.Workload());
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
    }

    [Fact]
    public async Task Once_an_undo_is_adopted_nothing_is_left_for_Flux_to_strip()
    {
        await using World world = await World.StartAsync(cluster, "takeover");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        Assert.Contains((await world.WorkloadAsync("app")).Metadata.ManagedFields, entry => entry is { Manager: "kubectl", Operation: "Update" });

        await world.SyncAsync(GitOpsTool.Flux, Manifests.Workload());
        Assert.DoesNotContain((await world.WorkloadAsync("app")).Metadata.ManagedFields, entry => entry.Manager == "kubectl");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());

        // Nor is anything in the way of going on from there.
        await world.PointToAsync("three", "app");
        await world.SettledOnAsync("three", "app");
        await world.SyncAsync(GitOpsTool.Flux, Manifests.Workload());
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("three", await world.CarriedAsync());
    }

    [Fact]
    public async Task A_restart_by_kubectl_is_taken_out_by_Flux_and_Keyframe_stays_out_of_it()
    {
        await using World world = await World.StartAsync(cluster, "takeover");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("rollout", "restart", "deployment/app");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        await world.SyncAsync(GitOpsTool.Flux, Manifests.Workload());
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");

        V1Deployment workload = await world.WorkloadAsync("app");
        Assert.False(workload.Spec.Template.Metadata.Annotations.ContainsKey("kubectl.kubernetes.io/restartedAt"));
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("two", await world.CarriedAsync());
        await world.SettledOnAsync("two", "app");
    }

    /// <summary>Two snapshots have run, in a workload that Flux keeps in sync.</summary>
    private static async Task BoundOnTwoAsync(World world)
    {
        await BoundApp.StartAsync(world);
        await world.SyncAsync(GitOpsTool.Flux, Manifests.Workload());
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
    }
}
