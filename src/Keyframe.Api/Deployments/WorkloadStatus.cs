namespace Keyframe.Api.Deployments;

/// <summary>The workload's own numbers.</summary>
public sealed record WorkloadStatus
{
    /// <summary>The workload's uid; a workload that was made anew is another one.</summary>
    public string Uid { get => field ?? ""; init; }

    /// <summary>Pods asked for.</summary>
    public int Replicas { get; init; }

    /// <summary>Pods made from the current template.</summary>
    public int Updated { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>The generation of the workload that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }
}
