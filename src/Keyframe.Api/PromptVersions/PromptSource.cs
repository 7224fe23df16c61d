using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>Where a template comes from.</summary>
public sealed record PromptSource
{
    /// <summary>A key of a ConfigMap in the same namespace; its value is a text template, pinned at first sight.</summary>
    [Required]
    public ConfigMapKeyReference? ConfigMapKeyRef { get; init; }
}
