using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>One key of a ConfigMap in the object's own namespace.</summary>
public sealed record ConfigMapKeyReference
{
    /// <summary>The ConfigMap's name.</summary>
    [Required]
    [Bounds(1, 253)]
    [Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>The key in its data.</summary>
    [Required]
    [Bounds(1, 253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public string Key { get => field ?? ""; init; }
}
