using k8s;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Operator.Deployments;
using Keyframe.Operator.Execution;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.PromptVersions;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Retention;
using Keyframe.Operator.Retrieval;
using Keyframe.Operator.Snapshots;
using Keyframe.Operator.Telemetry;
using Keyframe.Registries;
using Keyframe.Registries.Probes;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator;

/// <summary>
/// The operator as one object: caches, six controllers, and nothing static, so that a process can run two of them and a test
/// can let one of them die.
/// </summary>
public sealed class KeyframeOperator : IAsyncDisposable
{
    private readonly ApiTransport _transport;
    private readonly ApiTransport? _leaseTransport;
    private readonly LeaderElector? _elector;
    private readonly ControllerManager _manager;
    private readonly TimeProvider _clock;
    private readonly Caches _caches;
    private readonly Announcer _announcer;
    private readonly int _workers;
    private readonly RuntimeMetrics _metrics = new();
    private readonly RegistryParts _registries;
    private readonly PromptPins _pins;
    private readonly RetrievalReports _retrieval = new();
    private readonly RetrievalMetrics _retrievalMetrics;

    /// <summary>Composes the operator; nothing runs yet.</summary>
    /// <param name="configuration">Which API server, as whom.</param>
    /// <param name="options">Settings.</param>
    /// <param name="clock">The clock of conditions, history and timers.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <param name="handlers">Makes the handlers that see every request of a connection, outermost first; null for none.</param>
    /// <exception cref="ArgumentException">
    /// The settings of the leader election do not fit together; the message says how.
    /// </exception>
    public KeyframeOperator(
        KubernetesClientConfiguration configuration,
        KeyframeOptions options,
        TimeProvider clock,
        ILoggerFactory loggers,
        Func<Connection, DelegatingHandler[]>? handlers = null)
    {
        _clock = clock;
        _workers = options.Workers;
        ApiTransportOptions connecting = Connecting(options);
        _transport = new ApiTransport(configuration, connecting, handlers?.Invoke(Connection.Objects) ?? []);
        _manager = new ControllerManager(_transport, Managing(options), clock, loggers);
        _caches = new Caches(_manager);
        _announcer = new Announcer(_manager.Events, loggers.CreateLogger<Announcer>());
        _pins = new PromptPins(_caches, _transport.Resource(ResourceTypes.ConfigMapContents));
        _registries = new RegistryParts(_caches, _transport, options.Registries, clock);
        AddPromptVersions();
        AddPromptRegistries();
        _retrievalMetrics = new RetrievalMetrics(_retrieval);
        AddSnapshots();
        AddRetrieval(options.Registries);
        AddDeployments(options);
        AddRetention();
        if (options.LeaderElection is { } election)
        {
            // HTTP/1.1, so that a renewal that gets no answer does not leave the next one on the same dead connection.
            _leaseTransport = new ApiTransport(
                configuration,
                connecting with { DisableHttp2 = true, ReadTimeout = election.RenewDeadline },
                handlers?.Invoke(Connection.Lease) ?? []);
            _elector = new LeaderElector(_leaseTransport, election, clock, loggers);
            _manager.LeadBy(_elector);
        }
    }

    /// <summary>Whether every cache has filled. With a leader election this holds on every replica, whoever leads.</summary>
    public bool HasSynced => _manager.HasSynced;

    /// <summary>The caches that have not filled yet, by kind.</summary>
    public IReadOnlyList<string> UnsyncedCaches => _manager.UnsyncedCaches;

    /// <summary>Whether this replica works: it leads, or there is no election.</summary>
    public bool IsLeader => _elector?.IsLeader ?? true;

    /// <summary>False when leadership was lost, or should have been renewed, and the process has not ended yet.</summary>
    public bool IsHealthy => _elector?.IsHealthy ?? true;

    /// <summary>Runs until cancelled; work under way is finished first.</summary>
    /// <param name="cancellationToken">Stops the operator.</param>
    /// <exception cref="CacheSyncException">The API server could not be listed in time.</exception>
    /// <exception cref="LeadershipLostException">Another replica leads, or may lead by now: the process has to end.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => _manager.RunAsync(cancellationToken);

    /// <summary>Reconciles everything cached again, as it is every ten hours.</summary>
    internal void Resync() => _manager.Resync();

    /// <summary>Compares every cache with the server, as it is every hour.</summary>
    internal Task RelistAsync() => _manager.RelistAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _elector?.Dispose();
        _leaseTransport?.Dispose();
        _registries.Dispose();
        _pins.Dispose();
        _retrievalMetrics.Dispose();
        _transport.Dispose();
        _metrics.Dispose();
    }

    private ApiTransportOptions Connecting(KeyframeOptions options)
    {
        var connecting = new ApiTransportOptions { FieldManager = FieldManagers.Operator, Clock = _clock, Metrics = _metrics };
        TimeSpan standard = connecting.WriteTimeout;
        TimeSpan most = options.LeaderElection is { } lease ? (lease.LeaseDuration - lease.RenewDeadline) * 0.8 : standard;
        return connecting with { WriteTimeout = options.WriteTimeout ?? (most < standard ? most : standard) };
    }

    private ControllerManagerOptions Managing(KeyframeOptions options) => new()
    {
        ReportingController = $"{ApiGroup.Name}/operator",
        Namespace = options.Namespace,
        CacheSyncTimeout = options.CacheSyncTimeout,
        ShutdownGrace = options.ShutdownGrace,
        ResyncPeriod = options.ResyncPeriod,
        Metrics = _metrics,
    };

    private void AddPromptVersions()
    {
        var writes = new ReadYourWrites();
        ResourceClient<PromptVersion> client = _transport.Resource(ResourceTypes.PromptVersions);
        var executor = new PlanExecutor<PromptVersion, PromptVersionStatus>(
            new(client, _caches.Prompts, KeyframeJsonContext.Default.PromptVersionStatus, writes), _announcer)
        {
            ConfigMaps = ConfigMaps(writes),
            Labels = new LabelWriter<PromptVersion>(client, _caches.Prompts, writes),
        };
        var sources = new ConfigMapSources(_caches, _transport.Resource(ResourceTypes.ConfigMapContents));
        var observer = new PromptVersionObserver(_caches, _pins, sources, _registries.Sources, _registries.Findings, _clock);
        _manager.AddController("promptversion", new PromptVersionReconciler(_caches, observer, executor))
            .For(_caches.Prompts)
            .Watches(_caches.Prompts, prompt => Caches.KeysOf(_caches.PromptsByIdentity.Find(Caches.IdentityOf(prompt))))
            .Watches(_caches.Prompts, prompt => Caches.ReferringTo(_caches.PromptsByParent, prompt))
            .Watches(_caches.ConfigMaps, configMap => Caches.ReferringTo(_caches.PromptsByConfigMap, configMap))
            .Watches(_caches.Registries, _caches.WaitingFor)
            .Triggered(_registries.Findings.News)
            .ReadsOwnWrites(writes)
            .Workers(_workers);
    }

    private void AddPromptRegistries()
    {
        var writes = new ReadYourWrites();
        var executor = new PlanExecutor<PromptRegistry, PromptRegistryStatus>(
            new(_transport.Resource(ResourceTypes.Registries), _caches.Registries, KeyframeJsonContext.Default.PromptRegistryStatus, writes),
            _announcer)
        {
            PromptVersions = new PromptVersionWriter(_transport.Resource(ResourceTypes.PromptVersions), _caches.Prompts, writes),
        };
        _manager.AddController("promptregistry", _registries.Reconciler(executor))
            .For(_caches.Registries)
            .Watches(_caches.ConfigMaps, configMap => Caches.ReferringTo(_caches.RegistriesByConfigMap, configMap))
            .ReadsOwnWrites(writes)
            .Workers(_workers);
    }

    private void AddSnapshots()
    {
        var writes = new ReadYourWrites();
        ResourceClient<GenAIAppSnapshot> client = _transport.Resource(ResourceTypes.Snapshots);
        var executor = new PlanExecutor<GenAIAppSnapshot, GenAIAppSnapshotStatus>(
            new(client, _caches.Snapshots, KeyframeJsonContext.Default.GenAIAppSnapshotStatus, writes),
            _announcer)
        {
            ConfigMaps = ConfigMaps(writes),
            Labels = new LabelWriter<GenAIAppSnapshot>(client, _caches.Snapshots, writes),
        };
        var observer = new SnapshotObserver(_caches, _pins, _transport.Resource(ResourceTypes.ConfigMapContents), _retrieval, _clock);
        _manager.AddController("snapshot", new SnapshotReconciler(_caches, observer, executor))
            .For(_caches.Snapshots)
            .Watches(_caches.Prompts, prompt => Caches.ReferringTo(_caches.SnapshotsByPrompt, prompt))
            .Watches(_caches.ConfigMaps, configMap => Caches.ReferringTo(_caches.SnapshotsByConfigMap, configMap))
            .Triggered(_retrieval.News)
            .ReadsOwnWrites(writes)
            .Workers(_workers);
    }

    private void AddRetrieval(RegistryOptions options)
    {
        var reader = new IndexReader(
            new JsonProbe(options, _clock), _caches, _transport.Resource(ResourceTypes.ConfigMapContents));
        var checks = new IndexChecks(reader, _clock, Random.Shared.NextDouble);
        _manager.AddController("retrieval", new RetrievalReconciler(_caches, checks, _retrieval))
            .For(_caches.Snapshots)
            .Watches(_caches.Bindings, Caches.SnapshotsOf)
            .Watches(_caches.ConfigMaps, configMap => Caches.ReferringTo(_caches.SnapshotsByIndexConfigMap, configMap))
            .Workers(_workers);
    }

    private void AddDeployments(KeyframeOptions options)
    {
        var writes = new ReadYourWrites();
        var executor = new PlanExecutor<GenAIDeployment, GenAIDeploymentStatus>(
            new(_transport.Resource(ResourceTypes.Bindings), _caches.Bindings, KeyframeJsonContext.Default.GenAIDeploymentStatus, writes),
            _announcer)
        {
            ConfigMaps = ConfigMaps(writes),
            Templates = new TemplateWriter(_transport, _caches.Workloads, writes),
        };
        var documents = new SnapshotDocuments(_caches, _transport.Resource(ResourceTypes.ConfigMapContents));
        var removals = new TemplateRemovals();
        removals.Watch(_caches.Workloads.All);
        var observer = new DeploymentObserver(_caches, documents, new WorkloadReader(_transport), removals, options.Thresholds, _clock);
        var pace = new RolloutPace(options.MaxRolloutsPerSecond, _clock);
        _manager.AddController("deployment", new DeploymentReconciler(_caches, observer, executor, pace))
            .For(_caches.Bindings)
            .Watches(_caches.Bindings, binding => Caches.KeysOf(_caches.BindingsByWorkload.Find(Caches.WorkloadOf(binding))))
            .Watches(_caches.Snapshots, snapshot => Caches.ReferringTo(_caches.BindingsBySnapshot, snapshot))
            .Watches(_caches.Workloads.Deployments, workload => Caches.KeysOf(_caches.BindingsOf(workload)))
            .Watches(_caches.Workloads.StatefulSets, workload => Caches.KeysOf(_caches.BindingsOf(workload)))
            .Watches(_caches.Workloads.DaemonSets, workload => Caches.KeysOf(_caches.BindingsOf(workload)))
            .Watches(_caches.Pods.Pods, pod => Caches.KeysOf(_caches.BindingsOf(pod)), PodCaches.IsNews)
            .Watches(_caches.Pods.ReplicaSets, set => Caches.KeysOf(_caches.BindingsOf(set)), PodCaches.IsNews)
            .Watches(_caches.ConfigMaps, configMap => Caches.KeysOf(_caches.BindingsOf(configMap)))
            .ReadsOwnWrites(writes)
            .Workers(_workers);
    }

    private void AddRetention()
    {
        var writes = new ReadYourWrites();
        var retention = new RetentionCaches(_manager, _caches);
        var observer = new RetentionObserver(_caches, retention, new LiveTemplates(_transport));
        _manager.AddController("retention", new RetentionReconciler(_caches, observer, ConfigMaps(writes)))
            .For(_caches.ConfigMaps, change => RetentionCaches.SnapshotOf(change.Current) is not null)
            .Watches(_caches.Snapshots, retention.ConcernedBy)
            .Watches(_caches.Bindings, retention.ConcernedBy)
            .Watches(_caches.Workloads.Deployments, retention.ConcernedBy)
            .Watches(_caches.Workloads.StatefulSets, retention.ConcernedBy)
            .Watches(_caches.Workloads.DaemonSets, retention.ConcernedBy)
            .Watches(_caches.Pods.ReplicaSets, retention.ConcernedBy)
            .Watches(retention.ControllerRevisions, retention.ConcernedBy)
            .ReadsOwnWrites(writes)
            .Workers(_workers);
    }

    private ConfigMapWriter ConfigMaps(ReadYourWrites writes) =>
        new(_transport.Resource(ResourceTypes.ConfigMaps), _caches.ConfigMaps, writes);
}
