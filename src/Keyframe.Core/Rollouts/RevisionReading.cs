namespace Keyframe.Core.Rollouts;

/// <summary>A revision that Kubernetes keeps of a workload: a ReplicaSet or ControllerRevision.</summary>
/// <param name="Number">Kubernetes' number of it. It is no identity: going back to a revision gives it another one.</param>
/// <param name="Template">Its template.</param>
public sealed record RevisionReading(long Number, TemplateReading Template)
{
    /// <summary>How its pods name it, see <see cref="Pods.Pod.Revision"/>; empty where that is not known.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its <c>kubernetes.io/change-cause</c>, if any.</summary>
    public string? ChangeCause { get; init; }

    /// <summary>The image of the container that reads the snapshot first, if any.</summary>
    public string? Image { get; init; }

    /// <summary>When Kubernetes made it.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
