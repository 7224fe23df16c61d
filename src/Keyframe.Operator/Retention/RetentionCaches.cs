using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Retention;

/// <summary>Who mounts which ConfigMap, and whom it has to let go: the shared caches and those that only this asks for.</summary>
internal sealed class RetentionCaches
{
    private readonly Caches _caches;
    private readonly StoreIndex<ConfigMapMetadata> _byWorkload;
    private readonly StoreIndex<TemplateSource>[] _revisions;

    public RetentionCaches(ControllerManager manager, Caches caches)
    {
        _caches = caches;
        // They have the labels of the template that they were made from.
        ControllerRevisions = manager.Informer(ResourceTypes.ControllerRevisions, Labels.Snapshot);
        _byWorkload = caches.ConfigMaps.AddIndex("workload", configMap =>
            (configMap.Metadata.OwnerReferences ?? []).Where(owner => KindOf(owner) is not null).Select(owner => owner.Uid).Distinct());
        _revisions = [IndexOf(caches.Pods.ReplicaSets), IndexOf(ControllerRevisions)];
    }

    public Informer<TemplateSource> ControllerRevisions { get; }

    /// <summary>
    /// The snapshot that a ConfigMap was materialized for; null where it is none of ours. Everything about it has to agree,
    /// since it is given owners for it, and with them an end: a copy under another name is its maker's.
    /// </summary>
    public static string? SnapshotOf(ConfigMapMetadata configMap)
    {
        V1ObjectMeta metadata = configMap.Metadata;
        return metadata.Labels is { } labels
            && labels.TryGetValue(Labels.ManagedBy, out string? manager) && manager == Labels.ManagedByKeyframe
            && labels.TryGetValue(Labels.Snapshot, out string? snapshot)
            && metadata.Annotations?.TryGetValue(Annotations.Digest, out string? text) == true
            && Digest.TryParse(text, out Digest digest) && metadata.Name == $"{snapshot}-{digest.Short}"
            ? snapshot
            : null;
    }

    /// <summary>Whether the snapshot of a ConfigMap exists, and has not settled on another one.</summary>
    public bool IsWanted(ConfigMapMetadata configMap, string snapshot) =>
        _caches.Snapshots.Store.Get(new ObjectKey(configMap.Metadata.NamespaceProperty, snapshot)) is { } found
        && (found.Status?.ConfigMapName ?? configMap.Metadata.Name) == configMap.Metadata.Name;

    /// <summary>The ReplicaSets and ControllerRevisions that mount a ConfigMap.</summary>
    public IEnumerable<TemplateSource> RevisionsThatMount(string value) => _revisions.SelectMany(index => index.Find(value));

    /// <summary>The ConfigMaps of ours that a change of a workload concerns: what it mounts, and what it may let go.</summary>
    public IEnumerable<ObjectKey> ConcernedBy(Workload workload) =>
        ConcernedBy(workload, workload.Spec.Template.ConfigMaps);

    /// <summary>The ConfigMaps of ours that a change of a revision concerns.</summary>
    public IEnumerable<ObjectKey> ConcernedBy(TemplateSource source) => ConcernedBy(source, source.ConfigMaps);

    /// <summary>The ConfigMap of a snapshot.</summary>
    public IEnumerable<ObjectKey> ConcernedBy(GenAIAppSnapshot snapshot) =>
        snapshot.Status?.ConfigMapName is { } name ? Ours(snapshot.Metadata.NamespaceProperty, [name]) : [];

    /// <summary>The ConfigMaps that a binding's workload may let go.</summary>
    public IEnumerable<ObjectKey> ConcernedBy(GenAIDeployment binding) =>
        _caches.Workloads.Of(binding) is { } workload ? Unwanted(workload.Metadata.Uid) : [];

    /// <summary>The kind of the workload that an owner reference names; null where it names something else.</summary>
    public static WorkloadKind? KindOf(V1OwnerReference owner) => owner switch
    {
        { ApiVersion: "apps/v1", Kind: "Deployment" } => WorkloadKind.Deployment,
        { ApiVersion: "apps/v1", Kind: "StatefulSet" } => WorkloadKind.StatefulSet,
        { ApiVersion: "apps/v1", Kind: "DaemonSet" } => WorkloadKind.DaemonSet,
        _ => null,
    };

    private IEnumerable<ObjectKey> ConcernedBy(IKubernetesObject<V1ObjectMeta> item, IReadOnlyList<string> mounted) =>
        Ours(item.Metadata.NamespaceProperty, mounted).Concat(Unwanted(item.Metadata.Uid));

    private IEnumerable<ObjectKey> Ours(string @namespace, IReadOnlyList<string> names) => names
        .Select(name => new ObjectKey(@namespace, name))
        .Where(key => _caches.ConfigMaps.Store.Get(key) is { } configMap && SnapshotOf(configMap) is not null);

    private IEnumerable<ObjectKey> Unwanted(string uid) => Caches.KeysOf(_byWorkload.Find(uid)
        .Where(configMap => SnapshotOf(configMap) is { } snapshot && !IsWanted(configMap, snapshot)));

    private static StoreIndex<TemplateSource> IndexOf(Informer<TemplateSource> informer) => informer.AddIndex(
        "configMap", source => source.ConfigMaps.Select(name => Caches.Value(source.Metadata.NamespaceProperty, name)));
}
