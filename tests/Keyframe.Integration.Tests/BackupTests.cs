using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Integration.Tests;

/// <summary>
/// A ConfigMap that somebody puts back out of a backup is the snapshot's if it has the recorded bytes, whoever could render them
/// today; and where nobody can, nothing else takes its place.
/// </summary>
public sealed class BackupTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_ConfigMap_is_taken_up_without_its_prompts()
    {
        await using World world = await World.StartAsync(cluster, "backup");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        GenAIAppSnapshot before = (await world.SnapshotAsync("support-bot-1"))!;
        V1ConfigMap backup = (await world.ConfigMapAsync(before.Status!.ConfigMapName!))!;

        await world.Operator.StopAsync();
        await world.Kubectl.RunAsync(["delete", $"configmap/{backup.Metadata.Name}", "pver/support-system-v6"], Token);
        V1ConfigMap restored = await RestoreAsync(world, backup);
        world.StartOperator();

        await TakenAsync(world, "support-bot-1", restored);
        await world.SettledOnAsync("support-bot-1");
        await world.Operator.QuietAsync();
        V1ConfigMap after = (await world.ConfigMapAsync(backup.Metadata.Name))!;
        Assert.Equal(restored.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal(before.Status.Digest, (await world.SnapshotAsync("support-bot-1"))!.Status!.Digest);
        Assert.Superset(
            new HashSet<string> { "GenAIAppSnapshot", "Deployment" }, after.Metadata.OwnerReferences.Select(owner => owner.Kind).ToHashSet());
    }

    [Fact]
    public async Task What_another_version_of_the_operator_rendered_stays_as_it_was_or_stays_away()
    {
        await using World world = await World.PrepareAsync(cluster, "upgrade");
        await world.ApplyAsync(Manifests.Everything());
        V1ConfigMap earlier = await RenderedEarlierAsync(world);
        string digest = earlier.Metadata.Annotations["keyframe.dev/digest"];
        world.StartOperator();
        await world.SettledOnAsync("one", "app");
        Assert.Equal(digest, (await world.BindingAsync("app"))!.Status!.Active!.Digest);
        Assert.Equal(earlier.Metadata.Name, (await world.WorkloadAsync("app")).Spec.Template.Spec.Volumes.Single().ConfigMap.Name);
        await world.Operator.QuietAsync();
        Assert.Equal(earlier.Metadata.Uid, (await world.ConfigMapAsync(earlier.Metadata.Name))!.Metadata.Uid);

        await world.Kubectl.RunAsync(["delete", $"configmap/{earlier.Metadata.Name}"], Token);
        string message = await World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(
            () => world.SnapshotAsync("one"), "Stalled", "DigestMismatch");
        Assert.Contains($"{digest} was recorded. Restore ConfigMap {earlier.Metadata.Name} from a backup", message, StringComparison.Ordinal);
        await world.Operator.QuietAsync();
        Assert.Null(await world.ConfigMapAsync(earlier.Metadata.Name));
        V1ConfigMapList others = await world.Client.CoreV1.ListNamespacedConfigMapAsync(
            world.Namespace, labelSelector: "keyframe.dev/snapshot", cancellationToken: Token);
        Assert.Empty(others.Items);

        await TakenAsync(world, "one", await RestoreAsync(world, earlier));
        await world.SettledOnAsync("one", "app");
    }

    /// <summary>The snapshot as a version of the operator left it that writes JSON with white space.</summary>
    private async Task<V1ConfigMap> RenderedEarlierAsync(World world)
    {
        await using (RunningOperator operatorOfToday = world.StartOperator())
        {
            await world.SettledOnAsync("one", "app");
            await operatorOfToday.StopAsync();
        }

        GenAIAppSnapshot today = (await world.SnapshotAsync("one"))!;
        V1ConfigMap rendered = (await world.ConfigMapAsync(today.Status!.ConfigMapName!))!;
        string document = rendered.Data["snapshot.json"].Replace("{\"app\":", "{ \"app\": ", StringComparison.Ordinal);
        Assert.NotEqual(rendered.Data["snapshot.json"], document);
        Digest digest = Digest.Of(Encoding.UTF8.GetBytes(document));
        await world.Kubectl.RunAsync(["delete", $"configmap/{rendered.Metadata.Name}", "gdep/app", "deployment.apps/app"], Token);
        rendered.Metadata.Name = SnapshotDocument.ConfigMapName("one", digest);
        rendered.Metadata.Annotations["keyframe.dev/digest"] = digest.Value;
        rendered.Data["snapshot.json"] = document;
        V1ConfigMap earlier = await RestoreAsync(world, rendered);

        using var transport = new ApiTransport(
            cluster.Fixture.ControlPlane.Configuration, new ApiTransportOptions { FieldManager = "keyframe-operator" });
        var status = new JsonObject
        {
            ["digest"] = digest.Value,
            ["configMapName"] = earlier.Metadata.Name,
            ["configMapUid"] = earlier.Metadata.Uid,
            ["specDigest"] = Digest.Of("in another canonical form"u8).Value,
        };
        await transport.Resource(ResourceTypes.Snapshots).MergePatchAsync(
            new ObjectKey(world.Namespace, "one"), new JsonObject { ["status"] = status }, "status", Token);
        await world.ApplyAsync(Manifests.Workload() + Manifests.Binding("one"));
        return earlier;
    }

    /// <summary>As backup tools do it: labels, annotations and owners of the old object, a uid of its own.</summary>
    private static Task<V1ConfigMap> RestoreAsync(World world, V1ConfigMap backup) => world.Client.CoreV1.CreateNamespacedConfigMapAsync(
        new V1ConfigMap
        {
            Metadata = new V1ObjectMeta
            {
                Name = backup.Metadata.Name,
                Labels = backup.Metadata.Labels,
                Annotations = backup.Metadata.Annotations,
                OwnerReferences = backup.Metadata.OwnerReferences,
            },
            Immutable = true,
            Data = backup.Data,
        },
        world.Namespace,
        fieldManager: "velero",
        cancellationToken: Token);

    private static Task<GenAIAppSnapshot> TakenAsync(World world, string name, V1ConfigMap restored) => World.EventuallyAsync(
        () => world.SnapshotAsync(name),
        found => found.Status?.ConfigMapUid == restored.Metadata.Uid && Conditions.IsTrue(found, "Ready"),
        "the restored ConfigMap is taken up");
}
