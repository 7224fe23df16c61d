namespace Keyframe.Api.Deployments;

/// <summary>A template write that was decided but not yet seen to be done.</summary>
public sealed record PendingRollout
{
    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get => field ?? ""; init; }

    /// <summary>Its digest.</summary>
    public string Digest { get => field ?? ""; init; }

    /// <summary>The hash of everything the write puts into the template.</summary>
    public string Injection { get => field ?? ""; init; }

    /// <summary>The entry of status.history it belongs to.</summary>
    public long Revision { get; init; }

    /// <summary>The version of the workload that the decision was made on.</summary>
    public string WorkloadResourceVersion { get => field ?? ""; init; }

    /// <summary>
    /// The hash of everything that the template carried when it was decided; absent where that was nothing. Where it carries
    /// something else by now, somebody has moved it since.
    /// </summary>
    public string? Replaces { get; init; }
}
