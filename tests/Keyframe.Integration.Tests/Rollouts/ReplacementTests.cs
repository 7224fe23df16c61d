using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Integration.Tests.Worlds.GitOps;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// A workload that is replaced by its manifest again and again (<c>Replace=true</c>): what was lost is put back with growing pauses,
/// and then left to a human, who is told whom to stop.
/// </summary>
public sealed class ReplacementTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_put_back_five_times_and_then_the_manager_is_named_and_nothing_written()
    {
        await using World world = await World.StartAsync(cluster, "replace");
        RolloutMeter meter = await FightAsync(world);
        GenAIDeployment fought = await world.StalledAsync("FieldConflict");
        Assert.Contains("argocd-controller removed or changed", Conditions.Find(fought, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.True(Conditions.IsTrue(fought, "FieldConflict"));

        await ArgoCd.ReplaceAsync(world, Manifests.Workload(), Token);
        world.Operator.Resync();
        Assert.Equal("nothing", await world.CarriedAsync());
        // Both templates have run before, and each of the seven replacements and five repairs goes back to one.
        Assert.Equal(new RolloutCost(Writes: 5, Generations: 12, ReplicaSets: 0), await meter.SpentAsync());
        ILookup<string, string> events = await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, found => found.Contains("Restored"), "an event tells of it");
        Assert.All(events["Restored"], note => Assert.Contains("argocd-controller", note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_retry_puts_it_back_once_more()
    {
        await using World world = await World.StartAsync(cluster, "replace");
        RolloutMeter meter = await FightAsync(world);
        await world.StalledAsync("FieldConflict");
        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=retry id=1");
        await world.SettledOnAsync("one", "app");
        Assert.Equal(new RolloutCost(Writes: 6, Generations: 12, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
    }

    [Fact]
    public async Task Another_snapshot_is_rolled_out_over_it()
    {
        await using World world = await World.StartAsync(cluster, "replace");
        RolloutMeter meter = await FightAsync(world);
        await world.StalledAsync("FieldConflict");
        await world.PointToAsync("two", "app");
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        Assert.False(Conditions.IsTrue(settled, "FieldConflict"));
        Assert.Equal(new RolloutCost(Writes: 6, Generations: 12, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("two", await world.CarriedAsync());
    }

    /// <summary>Replaces the workload, which Argo CD applies, until nobody puts anything back.</summary>
    private static async Task<RolloutMeter> FightAsync(World world)
    {
        await BoundApp.StartAsync(world);
        await world.SyncAsync(GitOpsTool.ArgoCdServerSide, Manifests.Workload());
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        for (int time = 1; time <= 5; time++)
        {
            await ArgoCd.ReplaceAsync(world, Manifests.Workload(), Token);
            await World.EventuallyAsync(
                () => world.WorkloadAsync("app")!, found => found.Spec.Template.Spec.Volumes is not null, $"it is put back {time} times");
        }

        await ArgoCd.ReplaceAsync(world, Manifests.Workload(), Token);
        return meter;
    }
}
