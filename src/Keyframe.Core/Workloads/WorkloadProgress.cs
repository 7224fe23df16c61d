namespace Keyframe.Core.Workloads;

/// <summary>The part of a workload's status that Keyframe reads.</summary>
public sealed record WorkloadProgress
{
    /// <summary>The generation its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Pods that exist.</summary>
    public int Replicas { get; init; }

    /// <summary>Pods made from the current template.</summary>
    public int UpdatedReplicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>Pods that have been ready for minReadySeconds.</summary>
    public int AvailableReplicas { get; init; }

    /// <summary>Available, Progressing, ReplicaFailure.</summary>
    public IReadOnlyList<WorkloadCondition> Conditions { get => field ?? []; init; }
}
