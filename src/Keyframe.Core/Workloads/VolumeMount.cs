namespace Keyframe.Core.Workloads;

/// <summary>A mount of a volume.</summary>
public sealed record VolumeMount
{
    /// <summary>The volume's name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Where it is mounted.</summary>
    public string MountPath { get => field ?? ""; init; }

    /// <summary>Whether it is read-only.</summary>
    public bool ReadOnly { get; init; }
}
