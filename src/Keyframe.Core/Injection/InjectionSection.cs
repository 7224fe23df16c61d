using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>
/// Everything Keyframe puts into one pod template: a label, two annotations, a volume, and in each chosen container a mount and
/// three variables. Rendered once for each intent, a pure function of its inputs; or read from a template that carries one, so
/// that going back to a revision brings back exactly what ran, whichever version of the operator had rendered it.
/// </summary>
public sealed class InjectionSection
{
    /// <summary>The volume's file mode. Owned on purpose, like <c>optional</c>: a manager that strips the ConfigMap's name then
    /// leaves a volume that fails validation instead of an empty one, as Flux would after <c>kubectl rollout undo</c>.</summary>
    private const int DefaultMode = 420;

    private readonly JsonObject _template;

    private InjectionSection(
        string snapshot, Digest digest, string configMapName, IReadOnlyList<string> containers, string mountPath, JsonObject template)
    {
        Snapshot = snapshot;
        Digest = digest;
        ConfigMapName = configMapName;
        Containers = containers;
        MountPath = mountPath;
        _template = template;
        JsonElement element = JsonSerializer.SerializeToElement(template, InjectionJsonContext.Default.JsonObject);
        Hash = Digest.Of(CanonicalJson.Serialize(element)).Short;
    }

    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get; }

    /// <summary>The snapshot's digest.</summary>
    public Digest Digest { get; }

    /// <summary>The ConfigMap that pods mount.</summary>
    public string ConfigMapName { get; }

    /// <summary>The containers that read the snapshot.</summary>
    public IReadOnlyList<string> Containers { get; }

    /// <summary>Where they read it.</summary>
    public string MountPath { get; }

    /// <summary>Ten hex digits over what was asked for, snapshot apart; see <see cref="InjectionIntent"/>.</summary>
    public string Intent => InjectionIntent.Of(Containers, MountPath);

    /// <summary>Ten hex digits over all of the section, kept in the annotation <see cref="Annotations.Injection"/>.</summary>
    public string Hash { get; }

    /// <summary>Renders the section.</summary>
    /// <param name="snapshot">The snapshot's object name.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="configMapName">Its ConfigMap.</param>
    /// <param name="containers">The containers that read it, at least one.</param>
    /// <param name="mountPath">Where they read it.</param>
    public static InjectionSection Render(
        string snapshot, Digest digest, string configMapName, IReadOnlyList<string> containers, string mountPath) =>
        new(snapshot, digest, configMapName, containers, mountPath, Rendering(snapshot, digest, configMapName, containers, mountPath));

    /// <summary>Reads the section that a whole pod template carries, as the API server keeps it.</summary>
    /// <param name="template">The template.</param>
    /// <returns>
    /// The section; null where there is none, or where what is there does not have the hash that it says of itself: a part of it
    /// was removed or edited.
    /// </returns>
    public static InjectionSection? Read(JsonObject template)
    {
        PodTemplate typed = template.Deserialize(WorkloadJsonContext.Default.PodTemplate)!;
        (string Name, VolumeMount Mount)[] mounts =
        [
            .. from container in typed.Spec.Containers
               from mount in container.VolumeMounts
               where mount.Name == InjectedNames.Volume
               select (container.Name, mount),
        ];
        if (SectionFields.Read(template) is not { } fields
            || TemplateIdentity.Of(typed) is not { Snapshot.Length: > 0 } identity || !Digest.TryParse(identity.Digest, out Digest digest)
            || typed.Snapshot is not { } configMap || mounts.Length == 0)
        {
            return null;
        }

        string[] containers = [.. mounts.Select(mount => mount.Name).Distinct(StringComparer.Ordinal)];
        var section = new InjectionSection(identity.Snapshot, digest, configMap, containers, mounts[0].Mount.MountPath, fields);
        return section.Hash == identity.Injection ? section : null;
    }

    /// <summary>Reads the section that a template carries, as far as a projection of it shows.</summary>
    /// <param name="template">The template.</param>
    /// <returns>As for the whole template.</returns>
    public static InjectionSection? Read(PodTemplate template) =>
        Read((JsonObject)JsonSerializer.SerializeToNode(template, WorkloadJsonContext.Default.PodTemplate)!);

    /// <summary>The pod template of a server-side apply: the section and nothing else.</summary>
    public JsonObject ToTemplate()
    {
        var template = (JsonObject)_template.DeepClone();
        template["metadata"]!["annotations"]![Annotations.Injection] = Hash;
        return template;
    }

    /// <summary>The fields of the section that a live template lacks or has otherwise, by path; empty when it is whole.</summary>
    /// <param name="template">The live template.</param>
    /// <param name="hash">The hash that the template has to name. Default: that of this section.</param>
    public IReadOnlyList<string> Differences(PodTemplate template, string? hash = null)
    {
        var differences = new List<string>();
        void Expect(bool holds, string path)
        {
            if (!holds)
            {
                differences.Add(path);
            }
        }

        Expect(template.Metadata.Labels.GetValueOrDefault(Labels.Snapshot) == Snapshot, $"labels[{Labels.Snapshot}]");
        Expect(template.Metadata.Annotations.GetValueOrDefault(Annotations.Digest) == Digest.Value, $"annotations[{Annotations.Digest}]");
        Expect(template.Metadata.Annotations.GetValueOrDefault(Annotations.Injection) == (hash ?? Hash), $"annotations[{Annotations.Injection}]");
        ConfigMapVolume? volume = template.Spec.Volumes.FirstOrDefault(volume => volume.Name == InjectedNames.Volume)?.ConfigMap;
        Expect(volume?.Name == ConfigMapName, $"volumes[{InjectedNames.Volume}].configMap.name");
        Expect(volume is { DefaultMode: DefaultMode, Optional: false }, $"volumes[{InjectedNames.Volume}].configMap");
        foreach (string name in Containers)
        {
            Container? container = template.Spec.Containers.FirstOrDefault(container => container.Name == name);
            Expect(container?.VolumeMounts.Any(IsOurMount) == true, $"containers[{name}].volumeMounts[{MountPath}]");
            foreach ((string variable, string value) in Environment())
            {
                Expect(
                    container?.Env.Any(env => env.Name == variable && env.Value == value) == true,
                    $"containers[{name}].env[{variable}]");
            }
        }

        return differences;
    }

    private bool IsOurMount(VolumeMount mount) =>
        mount.MountPath == MountPath && mount.Name == InjectedNames.Volume && mount.ReadOnly;

    private IEnumerable<(string Name, string Value)> Environment() => Environment(Snapshot, Digest, MountPath);

    private static IEnumerable<(string Name, string Value)> Environment(string snapshot, Digest digest, string mountPath) =>
    [
        (InjectedNames.SnapshotVariable, snapshot),
        (InjectedNames.DigestVariable, digest.Value),
        (InjectedNames.DirectoryVariable, mountPath),
    ];

    private static JsonObject Rendering(
        string snapshot, Digest digest, string configMapName, IReadOnlyList<string> containers, string mountPath) => new()
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [Labels.Snapshot] = snapshot },
                ["annotations"] = new JsonObject { [Annotations.Digest] = digest.Value },
            },
            ["spec"] = new JsonObject
            {
                ["volumes"] = new JsonArray(new JsonObject
                {
                    ["name"] = InjectedNames.Volume,
                    ["configMap"] = new JsonObject { ["name"] = configMapName, ["defaultMode"] = DefaultMode, ["optional"] = false },
                }),
                // By name: their order in the spec means nothing, so it must not make a new revision.
                ["containers"] = new JsonArray([.. containers.Order(StringComparer.Ordinal).Select(name => new JsonObject
            {
                ["name"] = name,
                ["volumeMounts"] = new JsonArray(new JsonObject
                {
                    ["name"] = InjectedNames.Volume,
                    ["mountPath"] = mountPath,
                    ["readOnly"] = true,
                }),
                ["env"] = new JsonArray(
                    [.. Environment(snapshot, digest, mountPath).Select(env => new JsonObject { ["name"] = env.Name, ["value"] = env.Value })]),
            })]),
            },
        };
}
