namespace Keyframe.Core.Workloads;

/// <summary>
/// The part of a workload's status that Keyframe reads, by the names of the API. <see cref="Workload.Counts"/> tells the numbers
/// alike for every kind.
/// </summary>
public sealed record WorkloadProgress
{
    /// <summary>The generation its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Deployment, StatefulSet: pods that exist.</summary>
    public int Replicas { get; init; }

    /// <summary>Deployment, StatefulSet: pods made from the current template.</summary>
    public int UpdatedReplicas { get; init; }

    /// <summary>Deployment, StatefulSet: pods that are ready.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>Deployment: pods that have been ready for minReadySeconds.</summary>
    public int AvailableReplicas { get; init; }

    /// <summary>DaemonSet: nodes that should run a pod.</summary>
    public int DesiredNumberScheduled { get; init; }

    /// <summary>DaemonSet: of these, nodes that have one.</summary>
    public int CurrentNumberScheduled { get; init; }

    /// <summary>DaemonSet: nodes whose pod was made from the current template.</summary>
    public int UpdatedNumberScheduled { get; init; }

    /// <summary>DaemonSet: nodes whose pod is ready.</summary>
    public int NumberReady { get; init; }

    /// <summary>DaemonSet: nodes whose pod has been ready for minReadySeconds.</summary>
    public int NumberAvailable { get; init; }

    /// <summary>StatefulSet: the ControllerRevision of pods that are not replaced yet.</summary>
    public string? CurrentRevision { get; init; }

    /// <summary>StatefulSet: the ControllerRevision of the current template.</summary>
    public string? UpdateRevision { get; init; }

    /// <summary>Deployment: Available, Progressing, ReplicaFailure.</summary>
    public IReadOnlyList<WorkloadCondition> Conditions { get => field ?? []; init; }
}
