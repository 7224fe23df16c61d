using Keyframe.Api.Conditions;
using Keyframe.Integration.Tests.Worlds;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>spec.paused: nothing begins, and one can read what would.</summary>
public sealed class PauseTests(Cluster cluster)
{
    [Fact]
    public async Task What_would_be_rolled_out_is_told_and_comes_once_when_the_pause_ends()
    {
        await using World world = await World.StartAsync(cluster, "pause");
        await BoundApp.StartAsync(world);
        await world.RespecAsync("""{"paused": true}""");
        await world.SettledOnAsync("one", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        foreach (string snapshot in (string[])["two", "three"])
        {
            await world.PointToAsync(snapshot, "app");
            await World.EventuallyAsync(
                () => world.BindingAsync("app"),
                found => Conditions.Find(found, "Reconciling") is { Reason: Reasons.Paused, Message: var message }
                    && message.StartsWith(
                        $"Paused: set spec.paused to false to roll out to Deployment app: snapshot {snapshot} (", StringComparison.Ordinal),
                $"it tells of {snapshot}");
        }

        Assert.Equal("1:one:Completed", RolloutActs.InShort((await world.BindingAsync("app"))!));
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());

        await world.RespecAsync("""{"paused": false}""");
        await world.HistoryAsync("2:three:Completed 1:one:Completed");
        await world.SettledOnAsync("three", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
    }
}
