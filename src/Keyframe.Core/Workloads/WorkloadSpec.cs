namespace Keyframe.Core.Workloads;

/// <summary>The part of a workload's spec that Keyframe reads.</summary>
public sealed record WorkloadSpec
{
    /// <summary>Pods asked for; Kubernetes' default is 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>Whether its author paused its rollouts.</summary>
    public bool Paused { get; init; }

    /// <summary>The template of its pods.</summary>
    public PodTemplate Template { get => field ??= new(); init; }
}
