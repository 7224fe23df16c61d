using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>A prompt in one key of a ConfigMap in the object's own namespace.</summary>
public sealed record ConfigMapPromptReference
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

    /// <summary>How the value is read. Default: Text.</summary>
    /// <remarks>
    /// No default in the schema: an API server would add it to objects that exist, and their spec would no longer be the recorded one.
    /// </remarks>
    public SourceFormat? Format { get; init; }
}
