using System.Text.Json;
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

    /// <summary>When a snapshot that fails is taken out of service without a human. Default: whenever a rollout fails.</summary>
    public RollbackSpec Rollback { get => field ?? new(); init; }

    /// <summary>
    /// What happens to hand edits of the fields that Keyframe put into the pod template: Revert or Report. A rollback by
    /// kubectl rollout undo is none, and always stays. After five times within ten minutes edits are put back no more. Default:
    /// Revert.
    /// </summary>
    [Default("\"Revert\"")]
    public DriftPolicy Drift { get; init; }

    /// <summary>
    /// Takes everything of Keyframe's out of the workload, in one rollout, and forgets what is held. Deleting this object instead
    /// leaves the pods as they are. Default: false.
    /// </summary>
    public bool Detach { get; init; }

    /// <summary>
    /// Begins no rollout while true, no automatic rollback either, and reports what it would be. A rollout under way goes on,
    /// since the workload itself is never paused; requests of the annotation keyframe.dev/request are carried out. Default: false.
    /// </summary>
    public bool Paused { get; init; }

    /// <summary>
    /// How many entries status.history keeps, 1 to 100. What is active, what it would be rolled back to, and the rollbacks that
    /// rollback.limit counts always stay. Default: 20.
    /// </summary>
    [Default("20")]
    [Bounds(1, 100)]
    public int RevisionHistoryLimit { get; set; } = 20;

    /// <summary>Ignored. Accepted because kustomize writes it into everything that is called Deployment.</summary>
    public int? Replicas { get; init; }

    /// <summary>Ignored. Accepted because kustomize writes it into everything that is called Deployment.</summary>
    [Bounds(0, 64)]
    public IReadOnlyDictionary<string, JsonElement>? Selector { get; init; }

    /// <summary>Ignored. Accepted because kustomize writes it into everything that is called Deployment.</summary>
    [Bounds(0, 64)]
    public IReadOnlyDictionary<string, JsonElement>? Template { get; init; }
}
