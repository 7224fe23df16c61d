namespace Keyframe.Core.Workloads;

/// <summary>Containers and volumes of a pod template.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>The containers, init containers left out.</summary>
    public IReadOnlyList<Container> Containers { get => field ?? []; init; }

    /// <summary>The volumes.</summary>
    public IReadOnlyList<Volume> Volumes { get => field ?? []; init; }
}
