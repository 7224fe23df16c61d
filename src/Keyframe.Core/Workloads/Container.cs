namespace Keyframe.Core.Workloads;

/// <summary>A container.</summary>
public sealed record Container
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The image.</summary>
    public string? Image { get; init; }

    /// <summary>The environment.</summary>
    public IReadOnlyList<EnvironmentVariable> Env { get => field ?? []; init; }

    /// <summary>The mounts.</summary>
    public IReadOnlyList<VolumeMount> VolumeMounts { get => field ?? []; init; }
}
