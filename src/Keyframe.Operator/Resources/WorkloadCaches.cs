using Keyframe.Api.Deployments;
using Keyframe.Core.Workloads;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Resources;

/// <summary>The caches of the workloads that a binding can name, one for each kind.</summary>
internal sealed class WorkloadCaches
{
    private readonly StoreIndex<Workload>[] _byConfigMap;

    public WorkloadCaches(ControllerManager manager)
    {
        Deployments = manager.Informer(ResourceTypes.Deployments);
        StatefulSets = manager.Informer(ResourceTypes.StatefulSets);
        DaemonSets = manager.Informer(ResourceTypes.DaemonSets);
        All = [Deployments, StatefulSets, DaemonSets];
        _byConfigMap = [.. All.Select(informer => informer.AddIndex(
            "configMap",
            workload => workload.Spec.Template.ConfigMaps.Select(name => Caches.Value(workload.Metadata.NamespaceProperty, name))))];
    }

    public Informer<Workload> Deployments { get; }

    public Informer<Workload> StatefulSets { get; }

    public Informer<Workload> DaemonSets { get; }

    public IReadOnlyList<Informer<Workload>> All { get; }

    /// <summary>The cache of a kind.</summary>
    public Informer<Workload> this[WorkloadKind kind] => kind switch
    {
        WorkloadKind.StatefulSet => StatefulSets,
        WorkloadKind.DaemonSet => DaemonSets,
        _ => Deployments,
    };

    /// <summary>The workload that a binding names; null where it does not exist.</summary>
    public Workload? Of(GenAIDeployment binding) => this[binding.Spec.WorkloadRef.Kind].Store
        .Get(new ObjectKey(binding.Metadata.NamespaceProperty, binding.Spec.WorkloadRef.Name));

    /// <summary>The workloads of any kind whose template mounts a ConfigMap.</summary>
    /// <param name="value">The ConfigMap, as <see cref="Caches.Value"/>.</param>
    public IEnumerable<Workload> ThatMount(string value) => _byConfigMap.SelectMany(index => index.Find(value));
}
