using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>What failed is held: the spec may go on asking for it, and everything else of the spec goes on to work.</summary>
public sealed class HoldTests(Cluster cluster)
{
    private const string RolledBack = "3:one:Completed 2:three:RolledBack 1:one:Completed";

    [Fact]
    public async Task Other_changes_of_the_spec_apply_on_top_of_what_is_active()
    {
        await using World world = await HeldAsync();
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RespecAsync("""{"injection": {"mountPath": "/config"} }""");
        GenAIDeployment moved = await world.HistoryAsync($"4:one:Completed {RolledBack}");
        V1Container container = Assert.Single((await world.WorkloadAsync("app")).Spec.Template.Spec.Containers);
        Assert.Equal("/config", Assert.Single(container.VolumeMounts).MountPath);
        Assert.Equal("one", await world.LiveAsync());
        Assert.Equal("three", moved.Status!.Hold?.Snapshot);
        await world.StalledAsync("RolledBack");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Fact]
    public async Task Another_snapshot_ends_it_and_naming_the_first_again_is_a_new_attempt()
    {
        await using World world = await HeldAsync();
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("two", "app");
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        Assert.Null(settled.Status!.Hold);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());

        await world.PointToAsync("three", "app");
        await world.HistoryAsync($"6:two:Completed 5:three:RolledBack 4:two:Completed {RolledBack}");
        await world.StalledAsync("RolledBack");
        Assert.Equal(new RolloutCost(Writes: 3, Generations: 3, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Fact]
    public async Task A_retry_that_works_ends_it()
    {
        await using World world = await HeldAsync();
        world.Decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RequestAsync("retry id=1");
        GenAIDeployment settled = await world.SettledOnAsync("three", "app");
        Assert.Null(settled.Status!.Hold);
        Assert.Equal($"4:three:Completed {RolledBack}", RolloutActs.InShort(settled));
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task The_same_configuration_under_another_name_is_held_as_well()
    {
        await using World world = await HeldAsync();
        string snapshot = Manifests.Snapshot("three", "greeting-1", settings: "settings: {n: 3}")
            .Replace("{name: three}", "{name: three-again}", StringComparison.Ordinal);
        await world.ApplyAsync(snapshot);
        GenAIAppSnapshot again = await World.EventuallyAsync(
            () => world.SnapshotAsync("three-again"), found => Conditions.IsTrue(found, "Ready"), "the copy is ready");
        Assert.Equal((await world.SnapshotAsync("three"))!.Status!.Digest, again.Status!.Digest);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three-again", "app");
        GenAIDeployment held = await world.StalledAsync("RolledBack");
        Assert.Equal(RolledBack, RolloutActs.InShort(held));
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task Another_configuration_under_the_same_name_is_not()
    {
        await using World world = await HeldAsync();
        world.Decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
        await world.RunAsync("delete", "genaiappsnapshot", "three");
        await world.ApplyAsync(Manifests.Snapshot("three", "greeting-1", settings: "settings: {n: 4}"));
        GenAIDeployment settled = await world.SettledOnAsync("three", "app");
        Assert.Null(settled.Status!.Hold);
        Assert.Equal($"4:three:Completed {RolledBack}", RolloutActs.InShort(settled));
    }

    /// <summary>A binding that asks for three, and is back on one.</summary>
    private async Task<World> HeldAsync()
    {
        World world = await World.StartAsync(
            cluster, "hold", RolloutActs.PodsOf("three", PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)));
        await BoundApp.StartAsync(world);
        await world.PointToAsync("three", "app");
        await world.HistoryAsync(RolledBack);
        await world.StalledAsync("RolledBack");
        return world;
    }
}
