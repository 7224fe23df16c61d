using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>An embedding model.</summary>
public sealed record EmbeddingSpec
{
    /// <summary>Who serves the model.</summary>
    [Required]
    [Bounds(1, 128)]
    public string Provider { get => field ?? ""; init; }

    /// <summary>The model's name at its provider.</summary>
    [Required]
    [Bounds(1, 256)]
    public string Name { get => field ?? ""; init; }

    /// <summary>The length of its vectors.</summary>
    [Bounds(1, 65_536)]
    public int? Dimensions { get; init; }
}
