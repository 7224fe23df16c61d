namespace Keyframe.Core.Workloads;

/// <summary>The part of a pod template that Keyframe reads.</summary>
public sealed record PodTemplate
{
    /// <summary>Labels and annotations.</summary>
    public PodTemplateMetadata Metadata { get => field ??= new(); init; }

    /// <summary>Containers and volumes.</summary>
    public PodTemplateSpec Spec { get => field ??= new(); init; }
}
