using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Faults;

namespace Keyframe.Integration.Tests;

/// <summary>
/// The operator may die between any two of its writes: the next one finishes the work, and ends where a run without a crash
/// ends. The life of the sample: applied, rolled out to v2, rolled back to v1.
/// </summary>
public sealed class CrashTests(Cluster cluster)
{
    private const int AtOnce = 6;

    [Fact]
    public async Task Dying_at_any_write_ends_in_the_same_state()
    {
        (string reference, int writes) = await LiveAsync(fault: null);
        TestContext.Current.TestOutputHelper?.WriteLine($"{writes} writes");
        Assert.True(writes > 10, $"only {writes} writes");
        // Dying before a write leaves what dying after the one before it leaves, but for the first.
        Fault[] faults = [Fault.CrashBefore(1), .. Enumerable.Range(1, writes).Select(Fault.CrashAfter)];
        await Parallel.ForEachAsync(
            faults,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (fault, _) =>
            {
                string state = (await LiveAsync(fault)).State;
                Assert.True(reference == state, $"{(fault.ReachesServer ? "after" : "before")} write {fault.Write}:\n{state}\ninstead of\n{reference}");
            });
    }

    private async Task<(string State, int Writes)> LiveAsync(Fault? fault)
    {
        await using World world = await World.PrepareAsync(cluster, "crash");
        RunningOperator mortal = world.StartOperator(fault is null ? [] : [fault]);
        Task resurrection = fault is null ? Task.CompletedTask : ResurrectAsync(world, mortal);
        await world.CreateSampleAsync();
        await world.SettledOnAsync("support-bot-1");
        await world.PatchToAsync("support-bot-2");
        await world.SettledOnAsync("support-bot-2");
        await world.PatchToAsync("support-bot-1");
        GenAIDeployment settled = await world.SettledOnAsync("support-bot-1");
        foreach (string snapshot in (string[])["support-bot-1", "support-bot-2"])
        {
            string configMap = (await world.SnapshotAsync(snapshot))!.Status!.ConfigMapName!;
            await world.OwnedByAsync(configMap, "Deployment", "GenAIAppSnapshot", "ReplicaSet");
        }

        int writes = mortal.Writes.Count;
        if (!mortal.IsGone)
        {
            await mortal.StopAsync();
        }

        await resurrection;
        return (await StateAsync(world, settled), writes);
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

    /// <summary>All that a user could tell two runs apart by, without times, versions and uids.</summary>
    private static async Task<string> StateAsync(World world, GenAIDeployment binding)
    {
        V1Deployment workload = await world.WorkloadAsync();
        IList<V1ReplicaSet> sets = await world.ReplicaSetsAsync();
        IList<V1ConfigMap> configMaps = (await world.Client.CoreV1.ListNamespacedConfigMapAsync(
            world.Namespace, labelSelector: "app.kubernetes.io/managed-by=keyframe")).Items;
        JsonNode status = JsonSerializer.SerializeToNode(binding.Status!, KeyframeJsonContext.Default.GenAIDeploymentStatus)!;
        return new JsonObject
        {
            ["workload"] = new JsonObject
            {
                ["generation"] = workload.Metadata.Generation,
                ["cause"] = workload.Metadata.Annotations["kubernetes.io/change-cause"],
                ["volume"] = workload.Spec.Template.Spec.Volumes.Single().ConfigMap.Name,
            },
            ["replicaSets"] = new JsonArray([.. sets
                .Select(set => $"{set.Spec.Template.Metadata.Labels.FirstOrDefault(label => label.Key == "keyframe.dev/snapshot").Value}: {set.Spec.Replicas}")
                .Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]),
            ["configMaps"] = new JsonArray([.. configMaps
                .Select(map => $"{map.Metadata.Name} owned by {string.Join(", ", map.Metadata.OwnerReferences.Select(owner => owner.Kind).Order(StringComparer.Ordinal))}")
                .Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]),
            ["history"] = new JsonArray([.. status["history"]!.AsArray().Select(Timeless)]),
            ["active"] = status["active"]!["snapshot"]!.DeepClone(),
            ["pending"] = status["pending"]?.DeepClone(),
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static JsonNode Timeless(JsonNode? entry)
    {
        JsonObject copy = entry!.DeepClone().AsObject();
        copy.Remove("startedAt");
        copy.Remove("completedAt");

        // Pods may be seen to be ready only after the workload says that they are, and by then the next revision may be asked for.
        copy.Remove("workloadRevision");
        return copy;
    }
}
