using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A prompt of the snapshot: the name under which the application reads it, and which PromptVersion it is.</summary>
public sealed record SnapshotPrompt
{
    /// <summary>The name under which the application reads the prompt, such as system; it becomes a file name.</summary>
    [Required]
    [Bounds(1, 63)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>The PromptVersion in this namespace.</summary>
    [Required]
    public ObjectNameReference PromptRef { get => field ??= new(); init; }

    /// <summary>The digest the PromptVersion must have; the snapshot is refused if it differs. Default: any.</summary>
    [Bounds(71, 71)]
    [Pattern("^sha256:[0-9a-f]{64}$")]
    public string? Digest { get; init; }
}
