using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>
/// Everything Keyframe puts into one pod template: a label, two annotations, a volume, and in each chosen container a mount and
/// three variables. Rendered once for each intent; a pure function of its inputs, so the same intent gives the same bytes.
/// </summary>
public sealed class InjectionSection
{
    /// <summary>The volume's file mode. Owned on purpose, like <c>optional</c>: a manager that strips the ConfigMap's name then
    /// leaves a volume that fails validation instead of an empty one, as Flux would after <c>kubectl rollout undo</c>.</summary>
    private const int DefaultMode = 420;

    private readonly JsonObject _podSpec;

    private InjectionSection(string snapshot, Digest digest, string configMapName, IReadOnlyList<string> containers, string mountPath)
    {
        Snapshot = snapshot;
        Digest = digest;
        ConfigMapName = configMapName;
        Containers = containers;
        MountPath = mountPath;
        _podSpec = RenderPodSpec();
        JsonElement template = JsonSerializer.SerializeToElement(
            RenderTemplate(injection: null), InjectionJsonContext.Default.JsonObject);
        Hash = Digest.Of(CanonicalJson.Serialize(template)).Short;
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
        new(snapshot, digest, configMapName, containers, mountPath);

    /// <summary>The pod template of a server-side apply: the section and nothing else.</summary>
    public JsonObject ToTemplate() => RenderTemplate(Hash);

    /// <summary>The fields of the section that a live template lacks or has otherwise, by path; empty when it is whole.</summary>
    /// <param name="template">The live template.</param>
    public IReadOnlyList<string> Differences(PodTemplate template)
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
        Expect(template.Metadata.Annotations.GetValueOrDefault(Annotations.Injection) == Hash, $"annotations[{Annotations.Injection}]");
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

    private IEnumerable<(string Name, string Value)> Environment() =>
    [
        (InjectedNames.SnapshotVariable, Snapshot),
        (InjectedNames.DigestVariable, Digest.Value),
        (InjectedNames.DirectoryVariable, MountPath),
    ];

    private JsonObject RenderTemplate(string? injection)
    {
        var annotations = new JsonObject { [Annotations.Digest] = Digest.Value };
        if (injection is not null)
        {
            annotations[Annotations.Injection] = injection;
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [Labels.Snapshot] = Snapshot },
                ["annotations"] = annotations,
            },
            ["spec"] = _podSpec.DeepClone(),
        };
    }

    private JsonObject RenderPodSpec() => new()
    {
        ["volumes"] = new JsonArray(new JsonObject
        {
            ["name"] = InjectedNames.Volume,
            ["configMap"] = new JsonObject { ["name"] = ConfigMapName, ["defaultMode"] = DefaultMode, ["optional"] = false },
        }),
        // By name: their order in the spec means nothing, so it must not make a new revision.
        ["containers"] = new JsonArray([.. Containers.Order(StringComparer.Ordinal).Select(RenderContainer)]),
    };

    private JsonObject RenderContainer(string name) => new()
    {
        ["name"] = name,
        ["volumeMounts"] = new JsonArray(new JsonObject
        {
            ["name"] = InjectedNames.Volume,
            ["mountPath"] = MountPath,
            ["readOnly"] = true,
        }),
        ["env"] = new JsonArray([.. Environment().Select(env => new JsonObject { ["name"] = env.Name, ["value"] = env.Value })]),
    };
}
