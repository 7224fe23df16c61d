using k8s;
using k8s.Models;

namespace Keyframe.Core.Workloads;

/// <summary>
/// An apps/v1 Deployment as far as Keyframe depends on it. A projection: the JSON reader skips the rest, so it costs a fraction
/// of the full model and says what is relied on.
/// </summary>
public sealed record Workload : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Deployment";

    /// <summary>Standard object metadata.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What its author asks for.</summary>
    public WorkloadSpec Spec { get => field ??= new(); init; }

    /// <summary>What its controller reports.</summary>
    public WorkloadProgress Status { get => field ??= new(); init; }
}

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

/// <summary>A condition of a workload.</summary>
public sealed record WorkloadCondition
{
    /// <summary>The type.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Message { get; init; }
}
