using Keyframe.Api.Conditions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>What the operator observed of a GenAIAppSnapshot.</summary>
public sealed record GenAIAppSnapshotStatus : IStatus
{
    /// <summary>The generation of the spec that this status speaks of; -1 before the operator's first look.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>Ready, Reconciling, Stalled, PromptsResolved, Materialized.</summary>
    [ListMap("type")]
    [Bounds(0, 16)]
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }

    /// <summary>SHA-256 of the bytes of snapshot.json, as sha256: and 64 hex digits. Recorded once, never changed.</summary>
    public string? Digest { get; init; }

    /// <summary>
    /// SHA-256 of the whole spec, recorded at the operator's first look; a spec that was changed since is refused. Another version of the
    /// operator may spell an unchanged spec otherwise, and records its own.
    /// </summary>
    public string? SpecDigest { get; init; }

    /// <summary>The immutable ConfigMap that pods mount.</summary>
    public string? ConfigMapName { get; init; }

    /// <summary>
    /// The uid of the ConfigMap whose bytes were verified. Data of an immutable ConfigMap cannot change under one uid, so this
    /// alone proves the content; another uid means that somebody replaced it.
    /// </summary>
    public string? ConfigMapUid { get; init; }

    /// <summary>The size of the ConfigMap's data in bytes; at most 1,000,000.</summary>
    public long? Bytes { get; init; }

    /// <summary>Which version of which prompt stands in the snapshot, by name.</summary>
    [ListMap("name")]
    [Bounds(0, 64)]
    public IReadOnlyList<ResolvedPrompt>? Prompts { get; init; }
}
