using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// A binding without a record before a workload that carries a snapshot already: it is new, was renamed, or came back from a backup.
/// What is there is where it begins. No undo is read into it, and nothing is written.
/// </summary>
public sealed class BaselineTests(Cluster cluster)
{
    [Theory]
    [InlineData("app")]
    [InlineData("renamed")]
    public async Task A_binding_that_comes_back_begins_with_what_runs_and_tells_what_ran(string name)
    {
        await using World world = await World.StartAsync(cluster, "baseline");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("delete", "genaideployment", "app");
        await world.ApplyAsync(Manifests.Binding("two", name: name));
        GenAIDeployment settled = await world.SettledOnAsync("two", name);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("two", await world.CarriedAsync());
        Assert.Null(settled.Status!.Hold);
        Assert.Equal(
            ["2:two:Found:Completed", "1:one:Found:Superseded"],
            settled.Status.History.Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Initiator}:{entry.Result}"));
        Assert.StartsWith("snapshot two (", settled.Status.History[0].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_that_is_deleted_and_made_again_while_nobody_watches_begins_with_what_runs()
    {
        await using World world = await World.StartAsync(cluster, "baseline");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.Operator.StopAsync();
        string backup = await world.RunAsync("get", "genaideployment", "app", "-o", "yaml");
        await world.RunAsync("delete", "genaideployment", "app");
        Assert.Contains("keyframe.dev/v1alpha1", backup, StringComparison.Ordinal);
        await world.ApplyAsync(backup);
        world.StartOperator();
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        Assert.Equal(RevisionInitiator.Found, settled.Status!.History[0].Initiator);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task A_binding_that_is_replaced_keeps_its_record()
    {
        await using World world = await World.StartAsync(cluster, "baseline");
        await BoundOnTwoAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        (await world.Kubectl.RunAsync(["replace", "-f", "-"], Manifests.Binding("two"), TestContext.Current.CancellationToken)).EnsureSuccess();
        await world.Operator.QuietAsync();
        GenAIDeployment held = await world.StalledAsync("Undone");
        Assert.Equal(3, held.Status!.History.Count);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task A_binding_that_comes_back_and_asks_for_something_else_is_a_new_intent()
    {
        await using World world = await World.StartAsync(cluster, "baseline");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("delete", "genaideployment", "app");
        await world.ApplyAsync(Manifests.Binding("three"));
        GenAIDeployment settled = await world.SettledOnAsync("three", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal(
            ["3:three:Spec", "2:two:Found", "1:one:Found"],
            settled.Status!.History.Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Initiator}"));
    }

    private static async Task BoundOnTwoAsync(World world)
    {
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
    }
}
