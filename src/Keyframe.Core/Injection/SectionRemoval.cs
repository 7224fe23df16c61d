using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>Takes Keyframe's section out of a pod template, whoever owns its fields by now.</summary>
public static class SectionRemoval
{
    /// <summary>
    /// The strategic merge patch of a template that removes exactly what is Keyframe's in it. An apply of nothing would leave what
    /// somebody else owns as well, as kubectl does after an undo.
    /// </summary>
    /// <param name="template">The template.</param>
    public static JsonObject PatchOf(PodTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [Labels.Snapshot] = null },
                ["annotations"] = new JsonObject { [Annotations.Digest] = null, [Annotations.Injection] = null },
            },
            ["spec"] = new JsonObject
            {
                ["volumes"] = new JsonArray(
                    [.. template.Spec.Volumes.Where(volume => volume.Name == InjectedNames.Volume).Select(volume => Delete("name", volume.Name))]),
                ["containers"] = new JsonArray([.. template.Spec.Containers.Select(Without)]),
            },
        };
    }

    private static JsonObject Without(Container container) => new()
    {
        ["name"] = container.Name,
        ["volumeMounts"] = new JsonArray(
        [
            .. container.VolumeMounts.Where(mount => mount.Name == InjectedNames.Volume).Select(mount => Delete("mountPath", mount.MountPath)),
        ]),
        ["env"] = new JsonArray(
        [
            .. container.Env.Where(variable => InjectedNames.Variables.Contains(variable.Name)).Select(variable => Delete("name", variable.Name)),
        ]),
    };

    private static JsonObject Delete(string key, string value) => new() { ["$patch"] = "delete", [key] = value };
}
