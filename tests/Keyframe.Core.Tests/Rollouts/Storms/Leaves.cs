using Keyframe.Api.Naming;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>A pod template as its leaves, path to value, which is what field managers own.</summary>
internal static class Leaves
{
    private const string Label = "label";
    private const string Annotation = "annotation";
    private const string Volume = "volume";
    private const string Container = "container";
    private const string Mount = "mount";
    private const string Variable = "env";

    public static string OfLabel(string name) => $"{Label}|{name}";

    public static string OfAnnotation(string name) => $"{Annotation}|{name}";

    public static string OfImage(string container) => $"{Container}|{container}|image|";

    public static string OfMount(string container, string path) => $"{Container}|{container}|{Mount}|{path}";

    public static string OfVariable(string container, string name) => $"{Container}|{container}|{Variable}|{name}";

    public static string OfVolume(string field) => $"{Volume}|{field}";

    /// <summary>Whether a leaf is of the kind that only Keyframe writes.</summary>
    public static bool IsOurs(string path) => !path.EndsWith("|image|", StringComparison.Ordinal)
        && path != OfAnnotation("kubectl.kubernetes.io/restartedAt");

    public static Dictionary<string, string> Of(PodTemplate template)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in template.Metadata.Labels)
        {
            leaves[OfLabel(name)] = value;
        }

        foreach ((string name, string value) in template.Metadata.Annotations)
        {
            leaves[OfAnnotation(name)] = value;
        }

        foreach (ConfigMapVolume volume in template.Spec.Volumes.Select(volume => volume.ConfigMap!))
        {
            leaves[OfVolume("name")] = volume.Name!;
            leaves[OfVolume("defaultMode")] = $"{volume.DefaultMode}";
            leaves[OfVolume("optional")] = $"{volume.Optional}";
        }

        foreach (Container container in template.Spec.Containers)
        {
            Add(leaves, container);
        }

        return leaves;
    }

    public static PodTemplate ToTemplate(IEnumerable<KeyValuePair<string, string>> leaves)
    {
        ILookup<string, (string[] Path, string Value)> kinds =
            leaves.Select(leaf => (Path: leaf.Key.Split('|'), leaf.Value)).ToLookup(leaf => leaf.Path[0]);
        Dictionary<string, string> volume = kinds[Volume].ToDictionary(leaf => leaf.Path[1], leaf => leaf.Value);
        return new PodTemplate
        {
            Metadata = new PodTemplateMetadata
            {
                Labels = kinds[Label].ToDictionary(leaf => leaf.Path[1], leaf => leaf.Value),
                Annotations = kinds[Annotation].ToDictionary(leaf => leaf.Path[1], leaf => leaf.Value),
            },
            Spec = new PodTemplateSpec
            {
                Volumes = volume.Count == 0 ? [] : [new Volume { Name = InjectedNames.Volume, ConfigMap = ToConfigMap(volume) }],
                Containers = [.. kinds[Container].GroupBy(leaf => leaf.Path[1]).Select(ToContainer)],
            },
        };
    }

    /// <summary>What the API server refuses (422): a volume without its ConfigMap's name, a mount without a volume, no image.</summary>
    public static bool AreValid(IReadOnlyDictionary<string, string> leaves)
    {
        bool volume = leaves.Keys.Any(path => path.StartsWith($"{Volume}|", StringComparison.Ordinal));
        bool mounts = leaves.Keys.Any(path => path.Contains($"|{Mount}|", StringComparison.Ordinal));
        return (!volume || leaves.ContainsKey(OfVolume("name"))) && (!mounts || volume)
            && leaves.Keys.Where(path => path.StartsWith($"{Container}|", StringComparison.Ordinal))
                .All(path => leaves.ContainsKey(OfImage(path.Split('|')[1])));
    }

    private static void Add(Dictionary<string, string> leaves, Container container)
    {
        if (container.Image is { } image)
        {
            leaves[OfImage(container.Name)] = image;
        }

        foreach (VolumeMount mount in container.VolumeMounts)
        {
            leaves[OfMount(container.Name, mount.MountPath)] = mount.Name;
        }

        foreach (EnvironmentVariable variable in container.Env)
        {
            leaves[OfVariable(container.Name, variable.Name)] = variable.Value ?? "";
        }
    }

    private static ConfigMapVolume ToConfigMap(Dictionary<string, string> volume) => new()
    {
        Name = volume.GetValueOrDefault("name"),
        DefaultMode = volume.TryGetValue("defaultMode", out string? mode) ? int.Parse(mode, null) : null,
        Optional = volume.TryGetValue("optional", out string? optional) ? bool.Parse(optional) : null,
    };

    private static Container ToContainer(IGrouping<string, (string[] Path, string Value)> leaves) => new()
    {
        Name = leaves.Key,
        Image = leaves.FirstOrDefault(leaf => leaf.Path[2] == "image").Value,
        VolumeMounts =
        [
            .. leaves.Where(leaf => leaf.Path[2] == Mount)
                .Select(leaf => new VolumeMount { Name = leaf.Value, MountPath = leaf.Path[3], ReadOnly = true }),
        ],
        Env =
        [
            .. leaves.Where(leaf => leaf.Path[2] == Variable)
                .Select(leaf => new EnvironmentVariable { Name = leaf.Path[3], Value = leaf.Value })
                .OrderBy(variable => InjectedNames.Variables.ToList().IndexOf(variable.Name)),
        ],
    };
}
