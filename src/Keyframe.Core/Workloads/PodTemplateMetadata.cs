namespace Keyframe.Core.Workloads;

/// <summary>Labels and annotations of a pod template.</summary>
public sealed record PodTemplateMetadata
{
    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get => field ??= new Dictionary<string, string>(); init; }

    /// <summary>The annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get => field ??= new Dictionary<string, string>(); init; }
}
