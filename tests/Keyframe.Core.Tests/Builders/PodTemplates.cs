using System.Text.Json;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Builders;

/// <summary>What an API server makes of a pod template, as far as it matters here.</summary>
internal static class PodTemplates
{
    private static readonly HashSet<string> OurVariables =
        [InjectedNames.SnapshotVariable, InjectedNames.DigestVariable, InjectedNames.DirectoryVariable];

    /// <summary>
    /// Server-side apply by one manager: what it applied before and no longer does is gone, lists merge by their keys.
    /// </summary>
    public static PodTemplate Carrying(this PodTemplate template, InjectionSection section)
    {
        PodTemplate applied = section.ToTemplate().Deserialize(WorkloadJsonContext.Default.PodTemplate)!;
        PodTemplate bare = template.WithoutSection();
        return new PodTemplate
        {
            Metadata = new PodTemplateMetadata
            {
                Labels = Merge(bare.Metadata.Labels, applied.Metadata.Labels),
                Annotations = Merge(bare.Metadata.Annotations, applied.Metadata.Annotations),
            },
            Spec = new PodTemplateSpec
            {
                Volumes = [.. bare.Spec.Volumes, .. applied.Spec.Volumes],
                Containers = [.. bare.Spec.Containers.Select(container =>
                    Merge(container, applied.Spec.Containers.FirstOrDefault(other => other.Name == container.Name)))],
            },
        };
    }

    public static PodTemplate WithoutSection(this PodTemplate template) => new()
    {
        Metadata = new PodTemplateMetadata
        {
            Labels = Without(template.Metadata.Labels, Labels.Snapshot),
            Annotations = Without(template.Metadata.Annotations, Annotations.Digest, Annotations.Injection),
        },
        Spec = new PodTemplateSpec
        {
            Volumes = [.. template.Spec.Volumes.Where(volume => volume.Name != InjectedNames.Volume)],
            Containers = [.. template.Spec.Containers.Select(container => container with
            {
                Env = [.. container.Env.Where(variable => !OurVariables.Contains(variable.Name))],
                VolumeMounts = [.. container.VolumeMounts.Where(mount => mount.Name != InjectedNames.Volume)],
            })],
        },
    };

    public static PodTemplate WithContainer(this PodTemplate template, string name, Func<Container, Container> change) => template with
    {
        Spec = template.Spec with
        {
            Containers = [.. template.Spec.Containers.Select(container => container.Name == name ? change(container) : container)],
        },
    };

    public static PodTemplate WithAnnotation(this PodTemplate template, string name, string? value) => template with
    {
        Metadata = template.Metadata with { Annotations = Set(template.Metadata.Annotations, name, value) },
    };

    public static PodTemplate WithLabel(this PodTemplate template, string name, string? value) => template with
    {
        Metadata = template.Metadata with { Labels = Set(template.Metadata.Labels, name, value) },
    };

    private static Container Merge(Container container, Container? applied) => applied is null
        ? container
        : container with { Env = [.. container.Env, .. applied.Env], VolumeMounts = [.. container.VolumeMounts, .. applied.VolumeMounts] };

    private static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) => new(one.Concat(other));

    private static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> map, params string[] keys) =>
        new(map.Where(entry => !keys.Contains(entry.Key)));

    private static Dictionary<string, string> Set(IReadOnlyDictionary<string, string> map, string name, string? value)
    {
        Dictionary<string, string> changed = Without(map, name);
        if (value is not null)
        {
            changed[name] = value;
        }

        return changed;
    }
}
