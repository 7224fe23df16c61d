namespace Keyframe.Api.Deployments;

/// <summary>By what a revision was judged to have failed.</summary>
public sealed record FailureEvidence
{
    /// <summary>What was seen: ProgressDeadlineExceeded, CrashLoopBackOff, CreateContainerConfigError and so on.</summary>
    public string Reason { get => field ?? ""; init; }

    /// <summary>The pod; null where the workload itself reported.</summary>
    public string? Pod { get; init; }

    /// <summary>The container of that pod.</summary>
    public string? Container { get; init; }

    /// <summary>What Kubernetes said.</summary>
    public string Message { get => field ?? ""; init; }
}
