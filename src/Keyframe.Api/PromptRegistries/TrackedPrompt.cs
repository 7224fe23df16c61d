using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>An alias or label to follow.</summary>
public sealed record TrackedPrompt
{
    /// <summary>
    /// The logical name of the PromptVersions created, and the prefix of their object names: support-system makes support-system-v7
    /// of version 7.
    /// </summary>
    [Required]
    [Bounds(1, 50)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>The prompt's name in the registry.</summary>
    [Required]
    [Bounds(1, 256)]
    public string Prompt { get => field ?? ""; init; }

    /// <summary>For MLflow: the alias.</summary>
    [Bounds(1, 255)]
    [Pattern("^[\\w-]+$")]
    public string? Alias { get; init; }

    /// <summary>For Langfuse: the label.</summary>
    [Bounds(1, 36)]
    [Pattern("^[a-z0-9_.-]+$")]
    public string? Label { get; init; }
}
