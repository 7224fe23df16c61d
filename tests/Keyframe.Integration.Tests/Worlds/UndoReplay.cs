using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// <c>kubectl rollout undo</c> that has read and not written yet. It replaces the template and all annotations by those of a
/// ReplicaSet, guarded by nothing (k8s.io/kubectl pkg/polymorphichelpers/rollback.go).
/// </summary>
internal sealed class UndoReplay
{
    private static readonly string[] Kept =
    [
        "kubectl.kubernetes.io/last-applied-configuration",
        "deployment.kubernetes.io/revision",
        "deployment.kubernetes.io/revision-history",
        "deployment.kubernetes.io/desired-replicas",
        "deployment.kubernetes.io/max-replicas",
    ];

    private readonly World _world;
    private readonly string _patch;

    private UndoReplay(World world, string patch)
    {
        _world = world;
        _patch = patch;
    }

    /// <summary>Reads the workload and the ReplicaSet to go back to.</summary>
    /// <param name="world">Where.</param>
    /// <param name="snapshot">The snapshot that the ReplicaSet carries.</param>
    public static async Task<UndoReplay> ReadAsync(World world, string snapshot)
    {
        V1Deployment workload = await world.WorkloadAsync("app");
        V1ReplicaSet target = (await world.ReplicaSetsAsync()).Single(set =>
            set.Spec.Template.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? carried) && carried == snapshot);
        target.Spec.Template.Metadata.Labels.Remove("pod-template-hash");
        Dictionary<string, string> annotations = workload.Metadata.Annotations.Where(entry => Kept.Contains(entry.Key))
            .Concat(target.Metadata.Annotations.Where(entry => !Kept.Contains(entry.Key)))
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        return new UndoReplay(world, new JsonArray(
            Replace("/spec/template", target.Spec.Template), Replace("/metadata/annotations", annotations)).ToJsonString());
    }

    /// <summary>Writes.</summary>
    public Task WriteAsync() => _world.Client.AppsV1.PatchNamespacedDeploymentAsync(
        new V1Patch(_patch, V1Patch.PatchType.JsonPatch),
        "app",
        _world.Namespace,
        fieldManager: "kubectl",
        cancellationToken: TestContext.Current.CancellationToken);

    private static JsonObject Replace(string path, object value) => new()
    {
        ["op"] = "replace",
        ["path"] = path,
        ["value"] = JsonNode.Parse(KubernetesJson.Serialize(value)),
    };
}
