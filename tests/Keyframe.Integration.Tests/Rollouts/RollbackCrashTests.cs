using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// The operator may die at any write of a way back: the next one ends where a run without a crash ends, having written the template
/// no more often.
/// </summary>
public sealed class RollbackCrashTests(Cluster cluster)
{
    private const int AtOnce = 4;
    private const string RolledBack = "3:one:Completed 2:three:RolledBack 1:one:Completed";

    [Fact]
    public Task An_automatic_rollback() => SurvivesAsync(
        before: _ => Task.CompletedTask,
        act: world => world.PointToAsync("three", "app"),
        history: RolledBack,
        reason: "RolledBack",
        new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1));

    [Fact]
    public Task A_retry() => SurvivesAsync(
        before: async world =>
        {
            await world.PointToAsync("three", "app");
            await world.HistoryAsync(RolledBack);
            await world.StalledAsync("RolledBack");
        },
        act: world => world.RequestAsync("retry id=1"),
        history: $"5:one:Completed 4:three:RolledBack {RolledBack}",
        reason: "RolledBack",
        new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 0));

    [Fact]
    public Task An_undo_by_request() => SurvivesAsync(
        before: async world =>
        {
            await world.PointToAsync("two", "app");
            await world.HistoryAsync("2:two:Completed 1:one:Completed");
            await world.SettledOnAsync("two", "app");
        },
        act: world => world.RequestAsync("undo id=1"),
        history: "3:one:Completed 2:two:Undone 1:one:Completed",
        reason: "Undone",
        new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0));

    private async Task SurvivesAsync(
        Func<World, Task> before, Func<World, Task> act, string history, string reason, RolloutCost cost)
    {
        int writes = await LiveAsync(fault: null);
        Assert.InRange(writes, 3, 30);
        await Parallel.ForEachAsync(
            [Fault.CrashBefore(1), .. Enumerable.Range(1, writes).Select(Fault.CrashAfter)],
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (fault, _) => await LiveAsync(fault));

        async Task<int> LiveAsync(Fault? fault)
        {
            string when = fault is null ? "without a crash" : $"{(fault.ReachesServer ? "after" : "before")} write {fault.Write}";
            await using World world = await World.StartAsync(
                cluster, "death", RolloutActs.PodsOf("three", PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)));
            await BoundApp.StartAsync(world);
            await before(world);
            await world.Operator.QuietAsync();
            await world.Operator.StopAsync();

            RunningOperator mortal = world.StartOperator(fault is null ? [] : [fault]);
            RolloutMeter meter = await RolloutMeter.StartAsync(world);
            Task resurrection = fault is null ? Task.CompletedTask : ResurrectAsync(world, mortal);
            await act(world);
            GenAIDeployment end = await world.HistoryAsync(history);
            await world.StalledAsync(reason);
            if (!mortal.IsGone)
            {
                await mortal.QuietAsync();
            }

            int written = mortal.Writes.Count;
            if (!mortal.IsGone)
            {
                await mortal.StopAsync();
            }

            await resurrection;
            RolloutCost spent = await meter.SpentAsync();
            // Writes are counted for the one operator or the other; what they did together, generations tell.
            Assert.True(
                (spent.Generations, spent.ReplicaSets) == (cost.Generations, cost.ReplicaSets) && (fault is not null || spent == cost),
                $"{when}: {spent} instead of {cost}");
            Assert.True(end.Status!.LastHandledRequest is null or { Id: "1", Result: RequestResult.Accepted }, when);
            Assert.Equal("one", await world.LiveAsync());
            return written;
        }
    }

    /// <summary>Starts another operator as soon as the first one has died; one that never comes to its fault may live on.</summary>
    private static async Task ResurrectAsync(World world, RunningOperator mortal)
    {
        await mortal.Ended;
        if (mortal.IsGone)
        {
            world.StartOperator();
        }
    }
}
