using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Rollouts;
using Keyframe.Operator.Deployments;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>What an operator's caches show of bindings, workloads and pods of one namespace, with the operator's own rights.</summary>
internal sealed class PodSight : IAsyncDisposable
{
    private readonly DeploymentObserver _observer;
    private readonly ApiTransport _transport;
    private readonly ControllerManager _manager;
    private readonly Operator.Resources.Caches _caches;
    private readonly string _namespace;

    private PodSight(Cluster cluster, string @namespace)
    {
        _namespace = @namespace;
        _transport = new ApiTransport(cluster.OperatorConfiguration, new ApiTransportOptions { FieldManager = "sight" });
        _manager = new ControllerManager(
            _transport,
            new ControllerManagerOptions { ReportingController = $"{ApiGroup.Name}/sight", Namespace = @namespace },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        _caches = new Operator.Resources.Caches(_manager);
        _observer = new DeploymentObserver(
            _caches,
            new SnapshotDocuments(_caches, _transport.Resource(Operator.Resources.ResourceTypes.ConfigMapContents)),
            new WorkloadReader(_transport),
            new TemplateRemovals(),
            new RolloutThresholds(),
            TimeProvider.System);
        _ = _manager.RunAsync(CancellationToken.None);
    }

    public static PodSight Open(Cluster cluster, World world) => new(cluster, world.Namespace);

    /// <summary>All that the plan of a binding depends on; null until the caches show the binding and its workload.</summary>
    public RolloutObservation? Observe(string binding) =>
        _manager.HasSynced && _caches.Bindings.Store.Get(new ObjectKey(_namespace, binding)) is { } found
        && _observer.Observe(found) is { Workload: not null } observation
            ? observation
            : null;

    /// <summary>What the pods of a binding say against a snapshot.</summary>
    public PodFinding? Judge(string binding, ActiveSnapshot active) =>
        Observe(binding) is { } seen && seen.Binding.Status?.History.FirstOrDefault(entry => entry.Revision == active.Revision) is { } entry
            ? PodFailures.Find(seen.Pods, entry.Digest, entry.Injection, seen.Thresholds, seen.Now)
            : null;

    /// <summary>The pod that blocks the workload of a binding.</summary>
    public BlockingPodFinding? FindBlocking(string binding) =>
        Observe(binding) is { } seen ? BlockingPods.Find(seen.Workload!, seen.Pods, seen.Thresholds, seen.Now) : null;

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _transport.Dispose();
    }
}
