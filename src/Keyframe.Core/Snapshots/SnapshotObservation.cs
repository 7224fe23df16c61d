using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Retrieval;

namespace Keyframe.Core.Snapshots;

/// <summary>All that the plan of a snapshot depends on, read at one moment.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Now">The time.</param>
public sealed record SnapshotObservation(GenAIAppSnapshot Snapshot, DateTimeOffset Now)
{
    /// <summary>
    /// The recorded ConfigMap, where it exists under the recorded uid. Then nothing else is needed: data of an immutable
    /// ConfigMap cannot change under one uid, and no prompt or registry is asked again.
    /// </summary>
    public ConfigMapIdentity? Settled { get; init; }

    /// <summary>The prompts; null where the snapshot is settled.</summary>
    public SnapshotResolution? Resolution { get; init; }

    /// <summary>The rendered document; null where the snapshot is settled or a prompt is missing.</summary>
    public Outcome<SnapshotDocument>? Rendering { get; init; }

    /// <summary>
    /// What stands where the ConfigMap belongs, read whole: under the recorded name, or under the document's where none is
    /// recorded. Null where nothing does, or the snapshot is settled.
    /// </summary>
    public LiveConfigMap? Existing { get; init; }

    /// <summary>
    /// Whether what stands there is what was recorded, made anew by somebody: out of a backup, say. Then nothing else is needed.
    /// </summary>
    public bool IsRestored =>
        Existing is { } existing && Snapshot.Status is { } recorded && existing.Identity.Name == recorded.ConfigMapName
        && Digest.TryParse(recorded.Digest, out Digest digest) && existing.ProblemAs(digest) is null;

    /// <summary>
    /// The workloads whose bindings ask for the snapshot. They own its ConfigMap from its creation, which spares each of them a
    /// write before its template may name it. Default: none, for a snapshot that nothing asks for yet.
    /// </summary>
    public IReadOnlyList<OwnerIdentity> Consumers { get; init; } = [];

    /// <summary>What is known of its indexes; null where none of them says how to verify it.</summary>
    public RetrievalReport? Retrieval { get; init; }
}
