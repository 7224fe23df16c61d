using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Pods;
using Keyframe.Core.Workloads;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Resources;

/// <summary>
/// The pods that carry a snapshot, found by the workload that they belong to. A StatefulSet or DaemonSet owns its pods; between a
/// Deployment and its pods stand ReplicaSets.
/// </summary>
internal sealed class PodCaches
{
    private readonly StoreIndex<Pod> _byOwner;
    private readonly StoreIndex<TemplateSource> _replicaSetsByOwner;

    public PodCaches(ControllerManager manager)
    {
        // Both have the labels of the template that they were made from.
        Pods = manager.Informer(ResourceTypes.Pods, Labels.Snapshot);
        ReplicaSets = manager.Informer(ResourceTypes.ReplicaSets, Labels.Snapshot);
        _byOwner = Pods.AddIndex("owner", pod => pod.Owner is { } owner ? [owner.Uid] : []);
        _replicaSetsByOwner = ReplicaSets.AddIndex("owner", set => set.Owner is { } owner ? [owner.Uid] : []);
    }

    public Informer<Pod> Pods { get; }

    public Informer<TemplateSource> ReplicaSets { get; }

    /// <summary>The pods of a workload.</summary>
    public IReadOnlyList<Pod> Of(Workload workload)
    {
        string uid = workload.Metadata.Uid;
        return workload.Kind == nameof(WorkloadKind.Deployment)
            ? [.. _replicaSetsByOwner.Find(uid).SelectMany(set => _byOwner.Find(set.Metadata.Uid))]
            : [.. _byOwner.Find(uid)];
    }

    /// <summary>
    /// The workload of a pod, as <see cref="Caches.WorkloadValue"/>; null where it has none, or the ReplicaSet in between is not known
    /// yet. Then the ReplicaSet tells, once it comes.
    /// </summary>
    public string? WorkloadOf(Pod pod)
    {
        string @namespace = pod.Metadata.NamespaceProperty;
        return pod.Owner switch
        {
            { ApiVersion: "apps/v1", Kind: "ReplicaSet" } owner
                when ReplicaSets.Store.Get(new ObjectKey(@namespace, owner.Name)) is { } set && set.Metadata.Uid == owner.Uid =>
                WorkloadOf(set),
            { ApiVersion: "apps/v1", Kind: "StatefulSet" or "DaemonSet" } owner =>
                Caches.WorkloadValue(owner.Kind, @namespace, owner.Name),
            _ => null,
        };
    }

    /// <summary>The Deployment of a ReplicaSet, as <see cref="Caches.WorkloadValue"/>; null where it has none.</summary>
    public static string? WorkloadOf(TemplateSource replicaSet) =>
        replicaSet.Owner is { ApiVersion: "apps/v1", Kind: "Deployment" } owner
            ? Caches.WorkloadValue(owner.Kind, replicaSet.Metadata.NamespaceProperty, owner.Name)
            : null;

    /// <summary>Whether a change of a pod tells anything; a kubelet writes more than that.</summary>
    public static bool IsNews(ObjectChange<Pod> change) =>
        change is not { Old: { } old, New: { } @new } || !old.TellsTheSameAs(@new);

    /// <summary>
    /// Whether a change of a ReplicaSet can move pods from one workload to another: it comes, it goes, or it changes its owner.
    /// </summary>
    public static bool IsNews(ObjectChange<TemplateSource> change) => change.Old?.Owner?.Uid != change.New?.Owner?.Uid;
}
