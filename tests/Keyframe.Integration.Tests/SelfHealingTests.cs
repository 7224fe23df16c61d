using System.Diagnostics;
using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;

namespace Keyframe.Integration.Tests;

/// <summary>What somebody takes away comes back, what runs keeps what it mounts, and a settled cluster is left in peace.</summary>
public sealed class SelfHealingTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ConfigMap_deleted_by_hand_is_back_at_the_first_attempt_with_an_event()
    {
        await using World world = await World.StartAsync(cluster, "restore");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        string name = (await world.SnapshotAsync("support-bot-1"))!.Status!.ConfigMapName!;
        V1ConfigMap before = (await world.ConfigMapAsync(name))!;

        int writes = world.Operator.Writes.Count;
        await world.Client.CoreV1.DeleteNamespacedConfigMapAsync(name, world.Namespace, cancellationToken: Token);
        var watch = Stopwatch.StartNew();
        V1ConfigMap after = await World.EventuallyAsync(
            () => world.ConfigMapAsync(name), found => found.Metadata.Uid != before.Metadata.Uid, "the ConfigMap is back");
        // How fast is a figure, not a verdict; that nothing was tried in vain before is what makes it fast on any machine.
        TestContext.Current.TestOutputHelper?.WriteLine($"back after {watch.ElapsedMilliseconds} ms");
        await World.EventuallyAsync(() => Task.FromResult<object?>(world.Operator), _ => world.Operator.Writes.Count > writes, "the write is on record");
        Assert.Equal(System.Net.HttpStatusCode.Created, world.Operator.Writes.Skip(writes).First(write => write.Path.EndsWith("/configmaps", StringComparison.Ordinal)).Status);
        Assert.Equal(before.Data, after.Data);
        await World.EventuallyAsync(
            () => world.EventsAsync("GenAIAppSnapshot", "support-bot-1")!, events => events.Contains("Restored"), "an event tells");
        await World.EventuallyAsync(
            () => world.ConfigMapAsync(name),
            found => found.Metadata.OwnerReferences.Any(owner => owner.Kind == "Deployment" && owner.ApiVersion == "apps/v1"),
            "the workload owns it again");
        await world.SettledOnAsync("support-bot-1");
    }

    [Fact]
    public async Task A_ConfigMap_replaced_by_another_one_is_put_back()
    {
        await using World world = await World.StartAsync(cluster, "replace");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        string name = (await world.SnapshotAsync("support-bot-1"))!.Status!.ConfigMapName!;
        V1ConfigMap before = (await world.ConfigMapAsync(name))!;

        await world.Operator.StopAsync();
        await world.Client.CoreV1.DeleteNamespacedConfigMapAsync(name, world.Namespace, cancellationToken: Token);
        await world.Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name }, Data = new Dictionary<string, string> { ["snapshot.json"] = "{}" } },
            world.Namespace,
            cancellationToken: Token);
        world.StartOperator();
        await World.EventuallyAsync(
            () => world.ConfigMapAsync(name),
            found => found.Data.Count == before.Data.Count && found.Data.All(entry => before.Data[entry.Key] == entry.Value),
            "the ConfigMap has its content again");
    }

    [Fact]
    public async Task A_foreign_object_under_the_ConfigMaps_name_is_left_alone_and_named()
    {
        await using World first = await World.StartAsync(cluster, "foreign-a");
        await first.ApplyAsync(Manifests.Everything());
        await first.SettledOnAsync("one", "app");
        string name = (await first.SnapshotAsync("one"))!.Status!.ConfigMapName!;

        await using World second = await World.StartAsync(cluster, "foreign-b");
        await second.Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name }, Data = new Dictionary<string, string> { ["mine"] = "yes" } },
            second.Namespace,
            fieldManager: "somebody",
            cancellationToken: Token);
        await second.ApplyAsync(Manifests.Everything());
        string message = await World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(
            () => second.SnapshotAsync("one"), "Stalled", "ForeignConfigMap");
        Assert.Contains("made by somebody", message, StringComparison.Ordinal);
        Assert.Equal("yes", (await second.ConfigMapAsync(name))!.Data["mine"]);
    }

    [Fact]
    public async Task Deleting_the_snapshot_leaves_the_ConfigMap_that_pods_mount()
    {
        await using World world = await World.StartAsync(cluster, "keep");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        string used = (await world.SnapshotAsync("support-bot-1"))!.Status!.ConfigMapName!;
        string unused = (await world.SnapshotAsync("support-bot-3"))!.Status!.ConfigMapName!;

        await world.Kubectl.RunAsync(["delete", "gsnap", "support-bot-1", "support-bot-3"], Token);
        await GoneAsync(world, unused);
        Assert.NotNull(await world.ConfigMapAsync(used));
        string message = await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(
            () => world.BindingAsync(), "Ready", "SnapshotNotFound");
        Assert.Contains("Snapshot support-bot-1 stays active.", message, StringComparison.Ordinal);
        Assert.Equal(used, (await world.WorkloadAsync()).Spec.Template.Spec.Volumes.Single().ConfigMap.Name);
    }

    [Fact]
    public async Task Restarting_the_operator_on_a_settled_cluster_writes_nothing()
    {
        await using World world = await World.StartAsync(cluster, "restart");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        await world.PointToAsync("support-bot-2");
        await world.SettledOnAsync("support-bot-2");
        await world.Operator.QuietAsync();
        await world.Operator.StopAsync();

        RunningOperator second = world.StartOperator();
        // A whole new application goes through every controller, behind what was there before.
        await world.ApplyAsync(Manifests.Everything());
        await world.SettledOnAsync("one", "app");
        Assert.NotEmpty(second.Writes);
        Assert.DoesNotContain(second.Writes, write => write.Path.Contains("/support-", StringComparison.Ordinal) || write.Path.Contains("/handover-", StringComparison.Ordinal));
    }

    /// <summary>Waits for Kubernetes' garbage collector, which learns of new kinds only every 30 s: on a young API server it takes its time.</summary>
    private static async Task GoneAsync(World world, string configMap)
    {
        var watch = Stopwatch.StartNew();
        while (await world.ConfigMapAsync(configMap) is not null)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"{configMap} is still there");
            await Task.Delay(50, Token);
        }
    }
}
