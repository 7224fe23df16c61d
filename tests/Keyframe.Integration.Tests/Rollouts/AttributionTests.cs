using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>A snapshot that is rolled out together with another change of the workload: who is to blame cannot be told.</summary>
public sealed class AttributionTests(Cluster cluster)
{
    private static readonly PodDecision BadImage = (pod, _) => ValueTask.FromResult(
        pod.Pod.Spec.Containers[0].Image == "example.com/app:2" ? PodBehavior.CrashLoopBackOff("main", "no such file", 3) : PodBehavior.Ready);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bad_image_that_comes_with_it_is_named_and_nothing_is_touched(bool imageFirst)
    {
        await using World world = await World.StartAsync(cluster, "blame", BadImage);
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        if (imageFirst)
        {
            await world.ApplyAsync(WithImage(2));
            await HasPodsAsync(world, "one");
            await world.PointToAsync("three", "app");
        }
        else
        {
            // The pod of the new snapshot and the old image does not get ready before the image comes.
            world.Decide = RolloutActs.PodsOf("three", PodBehavior.NotReady);
            await world.PointToAsync("three", "app");
            await world.SaysAsync("Reconciling", Reasons.RollingOut);
            await world.ApplyAsync(WithImage(2));
            world.Decide = BadImage;
        }

        GenAIDeployment stalled = await world.StalledAsync(Reasons.CannotAttribute);
        string message = Conditions.Find(stalled, "Stalled")!.Message;
        Assert.Contains("Snapshot three failed: CrashLoopBackOff in container main", message, StringComparison.Ordinal);
        Assert.Contains("snapshot one; the workload did, too: ", message, StringComparison.Ordinal);
        Assert.Contains("spec.containers[main].image example.com/app:1 → example.com/app:2.", message, StringComparison.Ordinal);
        Assert.Equal("2:three:Progressing 1:one:Completed", RolloutActs.InShort(stalled));
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 2), await meter.SpentAsync());

        // Either may be set right.
        await world.ApplyAsync(WithImage(1));
        await world.HistoryAsync("2:three:Completed 1:one:Completed");
        await world.SettledOnAsync("three", "app");
        Assert.Equal(1, (await meter.SpentAsync()).Writes);
    }

    [Fact]
    public async Task A_good_image_that_came_before_it_is_no_other_change()
    {
        await using World world = await World.StartAsync(
            cluster, "blame", RolloutActs.PodsOf("three", PodBehavior.CrashLoopBackOff("main", "no such tool", 3)));
        await BoundApp.StartAsync(world);
        await world.DeployAsync(WithImage(2));
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
        Assert.Equal("example.com/app:2", (await world.WorkloadAsync("app")).Spec.Template.Spec.Containers[0].Image);
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    private static string WithImage(int version) =>
        Manifests.Workload().Replace("example.com/app:1", $"example.com/app:{version}", StringComparison.Ordinal);

    private static async Task HasPodsAsync(World world, string snapshot) => await World.EventuallyAsync(
        () => world.PodsAsync($"keyframe.dev/snapshot={snapshot}")!, pods => pods.Count == 2, "a pod of the new image runs beside the old one");
}
