using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Faults;

namespace Keyframe.Core.Registries;

/// <summary>What a tracked alias or label was seen to name.</summary>
/// <param name="Track">The entry.</param>
public sealed record TrackSighting(TrackedPrompt Track)
{
    /// <summary>The number of the version; null where nothing is known to have changed, or where there is a fault.</summary>
    public string? Version { get; init; }

    /// <summary>Who made that version; null where the registry does not say.</summary>
    public string? Author { get; init; }

    /// <summary>What its author said about it; null where nothing.</summary>
    public string? CommitMessage { get; init; }

    /// <summary>Why it names nothing; null where it does, or where nothing has changed.</summary>
    public Fault? Fault { get; init; }
}
