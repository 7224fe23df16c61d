namespace Keyframe.Core.Workloads;

/// <summary>A volume.</summary>
public sealed record Volume
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Its ConfigMap, where that is its source.</summary>
    public ConfigMapVolume? ConfigMap { get; init; }
}
