using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>What a tracked alias or label names.</summary>
public sealed record TrackedVersion
{
    /// <summary>The entry's name in spec.track.</summary>
    [Required]
    public string Name { get => field ?? ""; init; }

    /// <summary>The number of the version; absent while there is none.</summary>
    public string? Version { get; init; }

    /// <summary>The PromptVersion that stands for it; absent while there is none.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>Since when the alias or label is known to name this version.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why there is no PromptVersion, and what to do; absent where all is well.</summary>
    [Bounds(0, 1024)]
    public string? Problem { get; init; }
}
