using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Keyframe.Api.Naming;

namespace Keyframe.Core.Pods;

/// <summary>
/// A pod, as far as it tells how a snapshot fares. Pods are many: once read it is compacted, so that a cache keeps a few strings
/// of each, and neither its spec nor its environment is ever read.
/// </summary>
public sealed record Pod : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The label of ReplicaSets and their pods.</summary>
    public const string TemplateHash = "pod-template-hash";

    /// <summary>The label of the pods of StatefulSets and DaemonSets, and of the ControllerRevisions of the latter.</summary>
    public const string RevisionHash = "controller-revision-hash";

    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Pod";

    /// <summary>Standard object metadata; compacted to name, namespace, uid, version and times.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Its status as read; null once compacted.</summary>
    public PodStatus? Status { get; set; }

    /// <summary>The object that made it, a ReplicaSet, StatefulSet or DaemonSet; null where nobody looks after it.</summary>
    [JsonIgnore]
    public PodOwner? Owner { get; internal set; }

    /// <summary>The digest of the snapshot that its template carried; empty where it carried none.</summary>
    [JsonIgnore]
    public string Digest { get; internal set; } = "";

    /// <summary>The hash of everything that Keyframe had put into its template; empty where that was nothing.</summary>
    [JsonIgnore]
    public string Injection { get; internal set; } = "";

    /// <summary>
    /// Which template of its workload it was made from, as that workload's controller labels it: the hash of a ReplicaSet or of a
    /// DaemonSet's revision, or the name of a StatefulSet's ControllerRevision.
    /// </summary>
    [JsonIgnore]
    public string Revision { get; internal set; } = "";

    /// <summary>Since when it has been ready; null while it is not.</summary>
    [JsonIgnore]
    public DateTimeOffset? ReadySince { get; internal set; }

    /// <summary>Its containers, those for initialization first.</summary>
    [JsonIgnore]
    public IReadOnlyList<PodContainer> Containers { get; internal set; } = [];

    /// <summary>Whether it is being deleted.</summary>
    [JsonIgnore]
    public bool IsDeleting => Metadata.DeletionTimestamp is not null;

    /// <summary>When it was created; the beginning of time where the API server does not say.</summary>
    [JsonIgnore]
    public DateTimeOffset CreatedAt => Utc(Metadata.CreationTimestamp) ?? DateTimeOffset.MinValue;

    /// <summary>Keeps what is needed and lets go of the rest.</summary>
    public void Compact()
    {
        V1ObjectMeta read = Metadata;
        Owner = read.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true) is { } owner
            ? new PodOwner(owner.ApiVersion, owner.Kind, owner.Name, owner.Uid)
            : null;
        Digest = Text(read.Annotations, Annotations.Digest);
        Injection = Text(read.Annotations, Annotations.Injection);
        Revision = Text(read.Labels, RevisionHash) is { Length: > 0 } revision ? revision : Text(read.Labels, TemplateHash);
        ReadySince = Status?.Conditions
            .FirstOrDefault(condition => condition is { Type: "Ready", Status: "True" })?.LastTransitionTime;
        Containers = Status is { } status
            ? [.. status.InitContainerStatuses.Concat(status.ContainerStatuses).Select(PodContainer.Of)]
            : [];
        Status = null;
        Metadata = new V1ObjectMeta
        {
            Name = read.Name,
            NamespaceProperty = read.NamespaceProperty,
            Uid = read.Uid,
            ResourceVersion = read.ResourceVersion,
            CreationTimestamp = read.CreationTimestamp,
            DeletionTimestamp = read.DeletionTimestamp,
        };
    }

    /// <summary>
    /// Whether another version of this pod tells nothing new. Kubelets write statuses often, and most of what they write is
    /// nothing to us.
    /// </summary>
    /// <param name="other">The other version.</param>
    public bool TellsTheSameAs(Pod other) =>
        Metadata.Uid == other.Metadata.Uid && IsDeleting == other.IsDeleting && Owner == other.Owner
        && Digest == other.Digest && Injection == other.Injection && Revision == other.Revision
        && ReadySince == other.ReadySince && Containers.SequenceEqual(other.Containers);

    private static string Text(IDictionary<string, string>? map, string key) =>
        map is not null && map.TryGetValue(key, out string? value) ? value : "";

    private static DateTimeOffset? Utc(DateTime? time) =>
        time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;
}
