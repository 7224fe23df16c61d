using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Keyframe.Core.Workloads;

/// <summary>
/// A revision of a workload (ReplicaSet or ControllerRevision), as far as it matters to the ConfigMaps that its pods mount. Once
/// read it is compacted: what a cache keeps is who it is, whose, and the names of these.
/// </summary>
public sealed record TemplateSource : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "";

    /// <summary>Standard object metadata; compacted, without labels, annotations and managed fields.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>A ReplicaSet's spec as read; null once compacted, and for ControllerRevisions.</summary>
    public WorkloadSpec? Spec { get; set; }

    /// <summary>A ControllerRevision's content as read; null once compacted, and for ReplicaSets.</summary>
    public RevisionData? Data { get; set; }

    /// <summary>The ConfigMaps that its template mounts as volumes.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ConfigMaps { get; private set; } = [];

    /// <summary>The workload that it is a revision of, by its controlling owner; null where it has none.</summary>
    [JsonIgnore]
    public V1OwnerReference? Owner => Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

    /// <summary>Keeps what is needed and lets go of the rest.</summary>
    /// <param name="kind">The kind that was read: items of lists do not say.</param>
    public void Compact(string kind)
    {
        Kind = kind;
        ConfigMaps = (Spec ?? Data?.Spec)?.Template.ConfigMaps ?? [];
        (Spec, Data) = (null, null);
        (Metadata.Labels, Metadata.Annotations, Metadata.ManagedFields) = (null, null, null);
    }
}
