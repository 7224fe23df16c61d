namespace Keyframe.Api.Deployments;

/// <summary>What the spec asks for and is not tried again by itself, because it failed or was taken back.</summary>
public sealed record SnapshotHold
{
    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get => field ?? ""; init; }

    /// <summary>Its digest; absent where it had none when it was held.</summary>
    public string? Digest { get; init; }

    /// <summary>A hash of what spec.injection asked for together with it; absent where that was not told.</summary>
    public string? Injection { get; init; }

    /// <summary>Why: RolledBack, Undone, Aborted or WorkloadDetached.</summary>
    public string Reason { get => field ?? ""; init; }

    /// <summary>Who: keyframe-operator, the field manager that put another template back, or the request, by its id.</summary>
    public string By { get => field ?? ""; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset At { get; init; }
}
