namespace Keyframe.Core.Pods;

/// <summary>A condition of a pod.</summary>
public sealed record PodCondition
{
    /// <summary>The type.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }
}
