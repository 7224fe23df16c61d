using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Registries;

/// <summary>All that the plan of a PromptRegistry depends on, read at one moment.</summary>
/// <param name="Registry">The PromptRegistry.</param>
/// <param name="Now">The time.</param>
public sealed record RegistryObservation(PromptRegistry Registry, DateTimeOffset Now)
{
    /// <summary>Why it could not be looked at; null where it was.</summary>
    public RegistryFailure? Failure { get; init; }

    /// <summary>Up to where its list of changes has been followed; null where it has none.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many PromptVersions were resolved through it.</summary>
    public int Pinned { get; init; }

    /// <summary>How many of them are out of sync.</summary>
    public int Drifted { get; init; }

    /// <summary>What the tracked aliases or labels name, in the order of <c>spec.track</c>.</summary>
    public IReadOnlyList<TrackSighting> Tracks { get; init; } = [];

    /// <summary>The PromptVersions of the namespace, by object name.</summary>
    public Func<string, PromptVersion?> Find { get; init; } = static _ => null;

    /// <summary>The PromptVersions that tracking by this registry created.</summary>
    public IReadOnlyList<PromptVersion> Proposed { get; init; } = [];

    /// <summary>Whether a snapshot names a PromptVersion, by object name.</summary>
    public Func<string, bool> IsReferenced { get; init; } = static _ => false;
}
