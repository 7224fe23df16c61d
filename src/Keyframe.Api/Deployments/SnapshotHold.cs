namespace Keyframe.Api.Deployments;

/// <summary>What the spec asks for and is not tried again by itself, because it failed or was taken back.</summary>
public sealed record SnapshotHold
{
    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get => field ?? ""; init; }

    /// <summary>Its digest; empty where it had none when it was held.</summary>
    public string Digest { get => field ?? ""; init; }

    /// <summary>The hash of everything that was rejected, mount path and containers included; empty where it was never rendered.</summary>
    public string Injection { get => field ?? ""; init; }

    /// <summary>Why: RolledBack, Undone or Aborted.</summary>
    public string Reason { get => field ?? ""; init; }

    /// <summary>Who: keyframe-operator, or the field manager or request that took it back.</summary>
    public string By { get => field ?? ""; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset At { get; init; }
}
