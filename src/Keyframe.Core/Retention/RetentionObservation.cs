using Keyframe.Core.Planning;

namespace Keyframe.Core.Retention;

/// <summary>All that the owners of a materialized ConfigMap depend on, read at one moment.</summary>
/// <param name="ConfigMap">The ConfigMap.</param>
/// <param name="Snapshot">The name of the snapshot that it was made for.</param>
public sealed record RetentionObservation(ConfigMapIdentity ConfigMap, string Snapshot)
{
    /// <summary>Whether that snapshot exists, so that the ConfigMap is needed whoever mounts it. Default: it does not.</summary>
    public bool SnapshotExists { get; init; }

    /// <summary>The workloads that mount it or own it, as far as they are known. Default: none.</summary>
    public IReadOnlyList<TemplateHolder> Workloads { get; init; } = [];

    /// <summary>The revisions that mount it. Default: none.</summary>
    public IReadOnlyList<TemplateHolder> Revisions { get; init; } = [];

    /// <summary>
    /// Whether the workloads that are to be released and the revisions were asked of the API server itself, in this order, so
    /// that what is not here does not exist. A cache can only show what exists, never that something does not. Default: no.
    /// </summary>
    public bool IsProven { get; init; }
}
