using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>The code a configuration was made for.</summary>
public sealed record CodeReference
{
    /// <summary>The image, best by digest.</summary>
    [Bounds(1, 1024)]
    public string? Image { get; init; }

    /// <summary>The Git commit.</summary>
    [Bounds(1, 128)]
    public string? GitCommit { get; init; }
}
