using Keyframe.Api.Conditions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>What the operator observed of a binding, and the history of what it did.</summary>
public sealed record GenAIDeploymentStatus : IStatus
{
    /// <summary>The generation of the spec that this status speaks of; -1 before the operator's first look.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>Ready, Reconciling, Stalled, WorkloadFound, FieldConflict, RolledBack, WorkloadDetached, PodBlocksRollback.</summary>
    [ListMap("type")]
    [Bounds(0, 16)]
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }

    /// <summary>The snapshot that the workload's pod template carries.</summary>
    public ActiveSnapshot? Active { get; init; }

    /// <summary>The snapshot that the spec asks for, as last acted upon.</summary>
    public SnapshotIdentity? Desired { get; init; }

    /// <summary>
    /// A template write that was decided and recorded but not yet seen to be done. It lets an operator that starts in between
    /// tell its own write from somebody else's.
    /// </summary>
    public PendingRollout? Pending { get; init; }

    /// <summary>
    /// What the spec asks for and is not tried again by itself; null while nothing is held. It ends when spec.snapshotRef names
    /// another snapshot, or by a request to retry.
    /// </summary>
    public SnapshotHold? Hold { get; init; }

    /// <summary>
    /// When fields of Keyframe's were put back into the template, oldest first, as long as that decides anything: after five
    /// times in ten minutes it is left to a human.
    /// </summary>
    [Bounds(0, 5)]
    public IReadOnlyList<DateTimeOffset>? Repairs { get; init; }

    /// <summary>
    /// The answer to the last request of the annotation keyframe.dev/request: "retry id=…", "abort id=…" or "undo [revision=N]
    /// id=…", each with an id that was not used before.
    /// </summary>
    public HandledRequest? LastHandledRequest { get; init; }

    /// <summary>The rollouts, newest first, at most spec.revisionHistoryLimit.</summary>
    [ListMap("revision")]
    [Bounds(0, 100)]
    public IReadOnlyList<RevisionEntry> History { get => field ?? []; init; }

    /// <summary>The workload's own numbers at the operator's last look.</summary>
    public WorkloadStatus? Workload { get; init; }
}
