namespace Keyframe.Api.Deployments;

/// <summary>The snapshot in force, since when, by which revision.</summary>
public sealed record ActiveSnapshot
{
    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get => field ?? ""; init; }

    /// <summary>Its digest.</summary>
    public string Digest { get => field ?? ""; init; }

    /// <summary>The entry of status.history that put it there.</summary>
    public long Revision { get; init; }

    /// <summary>When it was written into the workload's pod template.</summary>
    public DateTimeOffset Since { get; init; }
}
