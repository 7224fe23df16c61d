using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>Takes Keyframe's section out of a pod template, whoever owns its fields by now.</summary>
public static class SectionRemoval
{
    /// <summary>
    /// The strategic merge patch of a template that removes exactly what is Keyframe's in it. An apply of nothing would leave what
    /// somebody else owns as well, as kubectl does after an undo. It names nothing that is not there: of a null for a label or an
    /// annotation, API servers make an empty one where the template has none.
    /// </summary>
    /// <param name="template">The template.</param>
    /// <returns>The patch; null where there is nothing to remove.</returns>
    public static JsonObject? PatchOf(PodTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return Object(
            ("metadata", Object(
                ("labels", Nulls(template.Metadata.Labels.Keys, Labels.Snapshot)),
                ("annotations", Nulls(template.Metadata.Annotations.Keys, Annotations.Digest, Annotations.Injection)))),
            ("spec", Object(
                ("volumes", List(template.Spec.Volumes.Where(volume => volume.Name == InjectedNames.Volume).Select(volume => Delete("name", volume.Name)))),
                ("containers", List(template.Spec.Containers.Select(Without).OfType<JsonObject>())))));
    }

    private static JsonObject? Without(Container container)
    {
        JsonObject? without = Object(
            ("volumeMounts", List(container.VolumeMounts.Where(mount => mount.Name == InjectedNames.Volume)
                .Select(mount => Delete("mountPath", mount.MountPath)))),
            ("env", List(container.Env.Where(variable => InjectedNames.Variables.Contains(variable.Name))
                .Select(variable => Delete("name", variable.Name)))));
        if (without is not null)
        {
            without["name"] = container.Name;
        }

        return without;
    }

    private static JsonObject? Nulls(IEnumerable<string> present, params IEnumerable<string> names) =>
        NonEmpty(names.Intersect(present, StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, (JsonNode?)null)));

    private static JsonObject? Object(params IEnumerable<(string Name, JsonNode? Value)> members) => NonEmpty(
        members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value)));

    private static JsonObject? NonEmpty(IEnumerable<KeyValuePair<string, JsonNode?>> members) =>
        members.ToArray() is { Length: > 0 } kept ? new JsonObject(kept) : null;

    private static JsonArray? List(IEnumerable<JsonObject> items) => items.ToArray() is { Length: > 0 } kept ? new JsonArray([.. kept]) : null;

    private static JsonObject Delete(string key, string value) => new() { ["$patch"] = "delete", [key] = value };
}
