using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>A GenAIAppSnapshot in the same namespace.</summary>
public sealed record SnapshotReference
{
    /// <summary>The snapshot's name.</summary>
    [Required]
    [Bounds(1, 253)]
    [Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>The digest the snapshot must have; nothing is rolled out if it differs. Default: any.</summary>
    [Bounds(71, 71)]
    [Pattern("^sha256:[0-9a-f]{64}$")]
    public string? Digest { get; init; }
}
