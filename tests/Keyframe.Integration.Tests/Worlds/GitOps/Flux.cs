using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Keyframe.Integration.Tests.Worlds.GitOps;

/// <summary>
/// Flux's kustomize-controller. Before it applies server-side with force, it makes itself the owner of what people wrote with
/// kubectl, so that the apply removes whatever of it is not in Git (fluxcd/pkg ssa/patch.go, PatchReplaceFieldsManagers; the names
/// stand in kustomize-controller's kustomization_controller.go).
/// </summary>
internal static class Flux
{
    public const string Manager = "kustomize-controller";

    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Takes over the workload's fields: the first half of a reconciliation.</summary>
    /// <param name="world">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="workload">Name of an apps/v1 Deployment, which need not exist.</param>
    public static async Task TakeOverAsync(World world, CancellationToken cancellationToken, string workload = "app")
    {
        V1Deployment? found = (await world.Client.AppsV1.ListNamespacedDeploymentAsync(
            world.Namespace, fieldSelector: $"metadata.name={workload}", cancellationToken: cancellationToken)).Items.SingleOrDefault();
        JsonArray patches = found is null ? [] : PatchesOf(found.Metadata);
        if (patches.Count > 0)
        {
            await world.Client.AppsV1.PatchNamespacedDeploymentAsync(
                new V1Patch(patches.ToJsonString(), V1Patch.PatchType.JsonPatch),
                workload,
                world.Namespace,
                fieldManager: Manager,
                cancellationToken: cancellationToken);
        }
    }

    private static JsonArray PatchesOf(V1ObjectMeta metadata)
    {
        JsonArray patches = [];
        if (metadata.Annotations?.ContainsKey(LastApplied) == true)
        {
            patches.Add(new JsonObject { ["op"] = "remove", ["path"] = $"/metadata/annotations/{LastApplied.Replace("/", "~1", StringComparison.Ordinal)}" });
        }

        V1ManagedFieldsEntry[] taken = [.. metadata.ManagedFields.Where(IsTaken)];
        if (taken.Length > 0)
        {
            V1ManagedFieldsEntry[] own = [.. metadata.ManagedFields.Where(entry => entry is { Manager: Manager, Operation: "Apply" })];
            IEnumerable<V1ManagedFieldsEntry> entries = metadata.ManagedFields.Except(taken).Except(own).Append(Merge([.. own, .. taken]));
            patches.Add(new JsonObject
            {
                ["op"] = "replace",
                ["path"] = "/metadata/managedFields",
                ["value"] = JsonNode.Parse(KubernetesJson.Serialize(entries.ToArray())),
            });
        }

        return patches;
    }

    private static bool IsTaken(V1ManagedFieldsEntry entry) => string.IsNullOrEmpty(entry.Subresource)
        && (entry.Manager.StartsWith("kubectl", StringComparison.Ordinal)
            || (entry.Operation == "Update" && entry.Manager is Manager or "before-first-apply"));

    private static V1ManagedFieldsEntry Merge(IReadOnlyList<V1ManagedFieldsEntry> entries)
    {
        JsonObject fields = [];
        foreach (V1ManagedFieldsEntry entry in entries)
        {
            MergeInto(fields, JsonNode.Parse(entry.FieldsV1.ToString()!)!.AsObject());
        }

        return new V1ManagedFieldsEntry
        {
            Manager = Manager,
            Operation = "Apply",
            ApiVersion = entries[0].ApiVersion,
            Time = entries[0].Time,
            FieldsType = entries[0].FieldsType,
            FieldsV1 = JsonSerializer.SerializeToElement(fields),
        };
    }

    private static void MergeInto(JsonObject fields, JsonObject others)
    {
        foreach ((string name, JsonNode? other) in others)
        {
            if (fields[name] is JsonObject mine)
            {
                MergeInto(mine, other!.AsObject());
            }
            else
            {
                fields[name] = other?.DeepClone();
            }
        }
    }
}
