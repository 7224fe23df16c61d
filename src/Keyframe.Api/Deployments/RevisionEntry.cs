using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>One rollout: what was put into the workload's template, when, why, and how it ended.</summary>
public sealed record RevisionEntry
{
    /// <summary>The revision's number, counted up from 1 for each binding.</summary>
    [Required]
    public long Revision { get; init; }

    /// <summary>The snapshot's object name.</summary>
    public string Snapshot { get => field ?? ""; init; }

    /// <summary>Its digest.</summary>
    public string Digest { get => field ?? ""; init; }

    /// <summary>The ConfigMap that its pods mount; absent where that is not known.</summary>
    public string? ConfigMap { get; init; }

    /// <summary>The hash of everything that was put into the template.</summary>
    public string Injection { get => field ?? ""; init; }

    /// <summary>The containers that read it; absent where they are not known.</summary>
    public IReadOnlyList<string>? Containers { get; init; }

    /// <summary>Where they read it; absent where that is not known.</summary>
    public string? MountPath { get; init; }

    /// <summary>The image of the first chosen container at that time. Recorded; never changed by Keyframe.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// Which template of the workload its pods were last made from when all of them ran, as their label pod-template-hash or
    /// controller-revision-hash names it. By it is judged whether only the snapshot changed since.
    /// </summary>
    public string? WorkloadRevision { get; init; }

    /// <summary>When the rollout was decided.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When every pod ran it, or the rollout was replaced by another one.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How the revision ended or stands.</summary>
    public RevisionResult Result { get; init; }

    /// <summary>Who or what began it.</summary>
    public RevisionInitiator Initiator { get; init; }

    /// <summary>The field manager that put it into the template; null where that was Keyframe.</summary>
    public string? Manager { get; init; }

    /// <summary>Set where it failed: by what it was judged.</summary>
    public FailureEvidence? Evidence { get; init; }

    /// <summary>Set when this rollout went back to an earlier snapshot: the revision that it took out of service.</summary>
    public long? RollbackOf { get; init; }

    /// <summary>What changed, or why it was gone back, in words, as in the workload's kubernetes.io/change-cause.</summary>
    public string Cause { get => field ?? ""; init; }
}
