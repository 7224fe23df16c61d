namespace Keyframe.Core.Workloads;

/// <summary>A ConfigMap as the source of a volume.</summary>
public sealed record ConfigMapVolume
{
    /// <summary>The ConfigMap's name.</summary>
    public string? Name { get; init; }

    /// <summary>The mode of its files.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether pods start without it.</summary>
    public bool? Optional { get; init; }
}
