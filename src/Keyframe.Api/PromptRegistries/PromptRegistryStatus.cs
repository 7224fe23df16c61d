using Keyframe.Api.Conditions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>What the operator observed of a registry.</summary>
public sealed record PromptRegistryStatus : IStatus
{
    /// <summary>The generation of the spec that this status speaks of; -1 before the operator's first look.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>Ready, Reconciling, Stalled, Reachable, Authenticated, Tracking.</summary>
    [ListMap("type")]
    [Bounds(0, 16)]
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }

    /// <summary>Where the registry is.</summary>
    public string? Url { get; init; }

    /// <summary>PromptVersions whose content was resolved through this registry.</summary>
    public int? Pinned { get; init; }

    /// <summary>Those of them whose source now gives something else; each says what in its condition SourceInSync.</summary>
    public int? Drifted { get; init; }

    /// <summary>When all of them were last held against the registry.</summary>
    public DateTimeOffset? LastVerified { get; init; }

    /// <summary>Up to where the registry's own list of changes has been followed; for the operator.</summary>
    [Bounds(0, 128)]
    public string? Cursor { get; init; }

    /// <summary>What the tracked aliases or labels name.</summary>
    [ListMap("name")]
    [Bounds(0, 100)]
    public IReadOnlyList<TrackedVersion>? Tracked { get; init; }
}
