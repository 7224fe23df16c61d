using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A prompt of a materialized snapshot.</summary>
public sealed record ResolvedPrompt
{
    /// <summary>The prompt's name in the snapshot.</summary>
    [Required]
    public string Name { get => field ?? ""; init; }

    /// <summary>The logical name of the prompt.</summary>
    public string Prompt { get => field ?? ""; init; }

    /// <summary>The version of the prompt.</summary>
    public string Version { get => field ?? ""; init; }

    /// <summary>The digest of the prompt's content.</summary>
    public string Digest { get => field ?? ""; init; }
}
