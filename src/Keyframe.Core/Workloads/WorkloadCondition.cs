namespace Keyframe.Core.Workloads;

/// <summary>A condition of a workload.</summary>
public sealed record WorkloadCondition
{
    /// <summary>The type.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Message { get; init; }
}
