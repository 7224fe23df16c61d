using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>Which snapshot runs in which workload, and how it gets into the pods.</summary>
public sealed record GenAIDeploymentSpec
{
    /// <summary>The workload, in the same namespace. It stays yours: only the snapshot's volume, mounts and environment are written.</summary>
    [Required]
    [CelRule("self == oldSelf", "workloadRef is immutable: delete this Deployment and create another one for the other workload")]
    public WorkloadReference WorkloadRef { get => field ??= new(); init; }

    /// <summary>The snapshot that shall run. Change it to roll out; set it back to roll back.</summary>
    [Required]
    public SnapshotReference SnapshotRef { get => field ??= new(); init; }

    /// <summary>How the snapshot gets into the pods. Default: mounted at /etc/keyframe in the default container.</summary>
    public InjectionSpec? Injection { get; init; }

    /// <summary>How many entries status.history keeps. Default: 20.</summary>
    [Default("20")]
    [Bounds(1, 100)]
    public int RevisionHistoryLimit { get; set; } = 20;
}
