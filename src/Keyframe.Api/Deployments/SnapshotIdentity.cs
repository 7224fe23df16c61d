namespace Keyframe.Api.Deployments;

/// <summary>A snapshot by name and digest.</summary>
public sealed record SnapshotIdentity
{
    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get => field ?? ""; init; }

    /// <summary>Its digest; absent while the snapshot has none yet.</summary>
    public string? Digest { get; init; }
}
