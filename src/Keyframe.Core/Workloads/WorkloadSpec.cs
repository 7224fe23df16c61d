namespace Keyframe.Core.Workloads;

/// <summary>The part of a workload's spec that Keyframe reads.</summary>
public sealed record WorkloadSpec
{
    /// <summary>Pods asked for; Kubernetes' default is 1. A DaemonSet has no such number.</summary>
    public int? Replicas { get; init; }

    /// <summary>Deployment: whether its author paused its rollouts.</summary>
    public bool Paused { get; init; }

    /// <summary>Deployment: how many seconds its rollouts may go without progress; Kubernetes' default is 600.</summary>
    public int? ProgressDeadlineSeconds { get; init; }

    /// <summary>StatefulSet: OrderedReady (Kubernetes' default), where a pod waits for those before it, or Parallel.</summary>
    public string? PodManagementPolicy { get; init; }

    /// <summary>StatefulSet and DaemonSet: how pods are replaced.</summary>
    public UpdateStrategy? UpdateStrategy { get; init; }

    /// <summary>The template of its pods.</summary>
    public PodTemplate Template { get => field ??= new(); init; }
}
