using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Keyframe.Core.Workloads;

/// <summary>
/// An object of apps/v1 with a pod template (Deployment, StatefulSet, DaemonSet, ReplicaSet, ControllerRevision), as far as it
/// matters to the ConfigMaps that its pods mount. Once read it is compacted: what a cache keeps is who it is and the names of
/// these.
/// </summary>
public sealed record TemplateSource : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "";

    /// <summary>Standard object metadata; compacted, without labels, annotations and managed fields.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Its spec as read; null once compacted, and for ControllerRevisions.</summary>
    public WorkloadSpec? Spec { get; set; }

    /// <summary>A ControllerRevision's content as read; null once compacted, and for other kinds.</summary>
    public RevisionData? Data { get; set; }

    /// <summary>Its status as read; null once compacted.</summary>
    public WorkloadProgress? Status { get; set; }

    /// <summary>The ConfigMaps that its template mounts as volumes.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ConfigMaps { get; private set; } = [];

    /// <summary>Whether its controller has seen its spec as it is; only workloads have one that says so.</summary>
    [JsonIgnore]
    public bool IsObserved { get; private set; }

    /// <summary>Keeps what is needed and lets go of the rest.</summary>
    /// <param name="kind">The kind that was read: items of lists do not say.</param>
    public void Compact(string kind)
    {
        Kind = kind;
        ConfigMaps = (Spec ?? Data?.Spec)?.Template.ConfigMaps ?? [];
        IsObserved = Status?.ObservedGeneration >= (Metadata.Generation ?? 0);
        (Spec, Data, Status) = (null, null, null);
        (Metadata.Labels, Metadata.Annotations, Metadata.ManagedFields) = (null, null, null);
    }
}
