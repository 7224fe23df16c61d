namespace Keyframe.Core.Workloads;

/// <summary>The part of a pod template that Keyframe reads.</summary>
public sealed record PodTemplate
{
    /// <summary>Labels and annotations.</summary>
    public PodTemplateMetadata Metadata { get => field ??= new(); init; }

    /// <summary>Containers and volumes.</summary>
    public PodTemplateSpec Spec { get => field ??= new(); init; }
}

/// <summary>Labels and annotations of a pod template.</summary>
public sealed record PodTemplateMetadata
{
    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get => field ??= new Dictionary<string, string>(); init; }

    /// <summary>The annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get => field ??= new Dictionary<string, string>(); init; }
}

/// <summary>Containers and volumes of a pod template.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>The containers, init containers left out.</summary>
    public IReadOnlyList<Container> Containers { get => field ?? []; init; }

    /// <summary>The volumes.</summary>
    public IReadOnlyList<Volume> Volumes { get => field ?? []; init; }
}

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

/// <summary>An environment variable.</summary>
public sealed record EnvironmentVariable
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The value; null where it comes from elsewhere.</summary>
    public string? Value { get; init; }
}

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

/// <summary>A volume.</summary>
public sealed record Volume
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Its ConfigMap, where that is its source.</summary>
    public ConfigMapVolume? ConfigMap { get; init; }
}

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
