using System.Text.Json.Serialization;
using Keyframe.Api.Naming;

namespace Keyframe.Core.Workloads;

/// <summary>The part of a pod template that Keyframe reads.</summary>
public sealed record PodTemplate
{
    /// <summary>Labels and annotations.</summary>
    public PodTemplateMetadata Metadata { get => field ??= new(); init; }

    /// <summary>Containers and volumes.</summary>
    public PodTemplateSpec Spec { get => field ??= new(); init; }

    /// <summary>
    /// The ConfigMaps that its pods mount as volumes, whatever those are called: a copied template may call ours otherwise.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<string> ConfigMaps =>
        [.. Spec.Volumes.Select(volume => volume.ConfigMap?.Name).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The ConfigMap that its pods mount as their snapshot; null where the template carries none.</summary>
    [JsonIgnore]
    public string? Snapshot => Metadata.Annotations.ContainsKey(Annotations.Digest)
        ? Spec.Volumes.FirstOrDefault(volume => volume.Name == InjectedNames.Volume)?.ConfigMap?.Name
        : null;
}
