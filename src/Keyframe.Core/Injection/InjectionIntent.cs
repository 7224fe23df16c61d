using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>
/// What a binding asks to be done to a template, apart from the snapshot. It outlives the operator that rendered it: another
/// version may render the same intent into other fields, and that alone must not touch any workload.
/// </summary>
public static class InjectionIntent
{
    /// <summary>Ten hex digits over an intent.</summary>
    /// <param name="containers">The containers that read the snapshot, in any order.</param>
    /// <param name="mountPath">Where they read it.</param>
    public static string Of(IEnumerable<string> containers, string mountPath)
    {
        var intent = new JsonObject
        {
            ["containers"] = new JsonArray([.. containers.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]),
            ["mountPath"] = mountPath,
        };
        JsonElement element = JsonSerializer.SerializeToElement(intent, InjectionJsonContext.Default.JsonObject);
        return Digest.Of(CanonicalJson.Serialize(element)).Short;
    }

    /// <summary>The intent that a live template shows; null where it mounts no snapshot.</summary>
    /// <param name="template">The template.</param>
    public static string? Of(PodTemplate template)
    {
        (string Container, string Path)[] mounts =
        [
            .. from container in template.Spec.Containers
               from mount in container.VolumeMounts
               where mount.Name == InjectedNames.Volume
               select (container.Name, mount.MountPath),
        ];
        return mounts.Length == 0 ? null : Of(mounts.Select(mount => mount.Container).Distinct(), mounts[0].Path);
    }
}
