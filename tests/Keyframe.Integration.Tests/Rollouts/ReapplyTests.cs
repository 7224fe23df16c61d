using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Integration.Tests.Worlds.GitOps;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>What is in Git is applied again and again: what Keyframe put into the workload stays, and nothing is written for it.</summary>
public sealed class ReapplyTests(Cluster cluster)
{
    public static TheoryData<GitOpsTool> Tools => GitOps.Tools;

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task What_is_in_Git_comes_again_and_changes_nothing(GitOpsTool tool)
    {
        await using World world = await World.StartAsync(cluster, "reapply");
        await BoundApp.StartAsync(world);
        // The tool takes over what was applied by hand, once.
        await world.SyncAsync(tool, Manifests.Workload() + Manifests.Binding("one"));
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        for (int time = 0; time < 3; time++)
        {
            await world.SyncAsync(tool, Manifests.Workload() + Manifests.Binding("one"));
        }

        Assert.Equal(new RolloutCost(0, 0, 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
        await world.SettledOnAsync("one", "app");
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task After_an_undo_it_comes_again_and_changes_nothing(GitOpsTool tool)
    {
        await using World world = await World.StartAsync(cluster, "reapply");
        await BoundApp.StartAsync(world);
        await world.SyncAsync(tool, Manifests.Workload() + Manifests.Binding("two"));
        await world.SettledOnAsync("two", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        for (int time = 0; time < 3; time++)
        {
            await world.SyncAsync(tool, Manifests.Workload() + Manifests.Binding("two"));
        }

        // The undo itself, and one apply that takes part in it.
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
        GenAIDeployment held = await world.StalledAsync("Undone");
        Assert.Equal(("two", "kubectl"), (held.Status!.Hold!.Snapshot, held.Status.Hold.By));
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task An_undo_that_took_back_the_image_as_well_keeps_the_snapshot_when_Git_heals_the_image(GitOpsTool tool)
    {
        await using World world = await World.StartAsync(cluster, "reapply");
        await BoundApp.StartAsync(world);
        string release = Manifests.Workload().Replace("app:1", "app:2", StringComparison.Ordinal);
        await world.SyncAsync(tool, Manifests.Workload() + Manifests.Binding("two"));
        await world.SettledOnAsync("two", "app");
        await world.SyncAsync(tool, release + Manifests.Binding("two"));
        await world.SettledOnAsync("two", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);

        await world.RunAsync("rollout", "undo", "deployment/app", "--to-revision=2");
        await world.StalledAsync("Undone");
        Assert.Equal(("one", "example.com/app:1"), (await world.CarriedAsync(), await ImageAsync(world)));

        await world.SyncAsync(tool, release + Manifests.Binding("two"));
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal(("one", "example.com/app:2"), (await world.CarriedAsync(), await ImageAsync(world)));
        await world.StalledAsync("Undone");
    }

    private static async Task<string> ImageAsync(World world)
    {
        V1Deployment workload = await world.WorkloadAsync("app");
        return workload.Spec.Template.Spec.Containers.Single().Image;
    }
}
