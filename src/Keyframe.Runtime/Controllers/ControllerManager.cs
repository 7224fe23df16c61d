using k8s;
using k8s.Models;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Events;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Controllers;

/// <summary>
/// Owns the shared informers, the controllers and the event recorder, and runs them in order: caches fill, then we are
/// elected (<see cref="LeadBy"/>), then controllers start; on a stop controllers drain, events are flushed, the lease is
/// given back, caches end.
/// </summary>
/// <remarks>Set up from one thread, then call <see cref="RunAsync"/> once. The transport stays the caller's.</remarks>
public sealed class ControllerManager : IAsyncDisposable
{
    private readonly ApiTransport _transport;
    private readonly ControllerManagerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly Dictionary<(object Type, string Selector), IInformer> _informers = [];
    private readonly Dictionary<string, ControllerBuilder> _controllers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposed = new();
    private LeaderElector? _elector;
    private Task? _run;
    private int _isDisposed;

    /// <summary>Makes a manager that runs nothing yet.</summary>
    public ControllerManager(
        ApiTransport transport, ControllerManagerOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(loggers);
        (_transport, _options, _clock, _loggers) = (transport, options, clock, loggers);
        Events = new EventRecorder(transport, options, clock, loggers.CreateLogger<EventRecorder>());
    }

    /// <summary>Records Kubernetes events; they are sent while the manager runs.</summary>
    public EventRecorder Events { get; }

    /// <summary>Whether every cache has filled; what a readiness probe asks.</summary>
    public bool HasSynced => _informers.Values.All(informer => informer.Synced.IsCompletedSuccessfully);

    /// <summary>The kinds whose caches have not filled yet; what to answer when a readiness probe fails.</summary>
    public IReadOnlyList<string> UnsyncedCaches =>
    [
        .. from informer in _informers.Values where !informer.Synced.IsCompletedSuccessfully select informer.Description,
    ];

    /// <summary>The informer of a kind; the same one for the same type and selector.</summary>
    /// <param name="type">The kind and the contract it is read by.</param>
    /// <param name="labelSelector">Narrows what is cached; everything when null.</param>
    public Informer<T> Informer<T>(ResourceType<T> type, string? labelSelector = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(type);
        RefuseOnceRunning();
        (object, string) id = (type, labelSelector ?? "");
        if (_informers.TryGetValue(id, out IInformer? known))
        {
            return (Informer<T>)known;
        }

        var scope = new ListOptions { Namespace = _options.Namespace, LabelSelector = labelSelector };
        var informer = new Informer<T>(
            _transport.Resource(type),
            scope,
            _clock,
            _loggers.CreateLogger<Informer<T>>(),
            _options.Random,
            _options.Periods,
            _options.Metrics);
        _informers.Add(id, informer);
        return informer;
    }

    /// <summary>Adds a controller; the builder says what wakes it.</summary>
    /// <param name="name">Unique; in logs, metrics and traces.</param>
    /// <param name="reconciler">What it does.</param>
    public ControllerBuilder AddController(string name, IReconciler reconciler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(reconciler);
        RefuseOnceRunning();
        var builder = new ControllerBuilder(name, reconciler, _loggers.CreateLogger($"{typeof(Controller).FullName}.{name}"));
        _controllers.Add(name, builder);
        return builder;
    }

    /// <summary>
    /// Lets controllers run only where the elector leads. Caches fill on every replica, so that a standby takes over warm.
    /// From now on every write of the manager's transport is refused while we do not lead.
    /// </summary>
    /// <param name="elector">Makes its own requests over a transport of its own; stays the caller's.</param>
    /// <exception cref="ArgumentException">
    /// It uses the manager's transport, or the manager's writes may take longer than the lease allows.
    /// </exception>
    public void LeadBy(LeaderElector elector)
    {
        ArgumentNullException.ThrowIfNull(elector);
        RefuseOnceRunning();
        elector.Fence(_transport);
        _elector = elector;
        _options.Metrics?.RegisterLeader(elector.Name, () => elector.IsLeader);
    }

    /// <summary>Runs until cancelled, and completes once everything has stopped.</summary>
    /// <exception cref="CacheSyncException">A cache did not fill in time.</exception>
    /// <exception cref="LeadershipLostException">
    /// We led and do so no longer. What ran was cancelled; the process has to end, since nothing here starts again.
    /// </exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        RefuseOnceRunning();
        return _run = RunOnceAsync(cancellationToken);
    }

    /// <summary>Stops what runs, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _disposed.CancelAsync();
        if (_run is not null)
        {
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // whoever called RunAsync sees it
        }

        ((IDisposable)Events).Dispose();
        _disposed.Dispose();
    }

    /// <summary>
    /// Tells controllers of everything cached again, now instead of after <see cref="ControllerManagerOptions.ResyncPeriod"/>.
    /// </summary>
    public void Resync()
    {
        foreach (IInformer informer in _informers.Values)
        {
            informer.Resync();
        }
    }

    /// <summary>
    /// Lists everything again, now instead of after <see cref="ControllerManagerOptions.RelistPeriod"/>, and completes when all
    /// caches show it; cancelled when they end before.
    /// </summary>
    public Task RelistAsync() => Task.WhenAll(_informers.Values.Select(informer => informer.RelistAsync()));

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        List<(Controller Controller, WorkQueue<ObjectKey> Queue)> controllers =
            [.. _controllers.Values.Select(builder => builder.Build(_clock, _options.Metrics))];
        using var caches = new CancellationTokenSource();
        List<Task> informers = [.. _informers.Values.Select(informer => Task.Run(() => informer.RunAsync(caches.Token)))];
        try
        {
            await SyncAsync(stop.Token);
            await (_elector is null
                ? ReconcileAsync(controllers, informers, stop, CancellationToken.None)
                : _elector.LeadAsync(lost => ReconcileAsync(controllers, informers, stop, lost), stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            controllers.ForEach(c => c.Queue.Dispose());
            await caches.CancelAsync();
            await Task.WhenAll(informers);
        }
    }

    /// <summary>
    /// Runs the controllers until a stop, and lets them drain; or until leadership is lost, and lets them do nothing more.
    /// </summary>
    private async Task ReconcileAsync(
        List<(Controller Controller, WorkQueue<ObjectKey> Queue)> controllers,
        List<Task> informers,
        CancellationTokenSource stop,
        CancellationToken lost)
    {
        Events.Start();
        using CancellationTokenRegistration end = lost.Register(stop.Cancel);
        Task[] running = [.. controllers.Select(c => c.Controller.RunAsync(_options.ShutdownGrace, stop.Token, lost))];
        await Task.WhenAny([.. running, .. informers, Task.Delay(Timeout.InfiniteTimeSpan, _clock, stop.Token)]);
        await stop.CancelAsync();   // whatever ends, by a stop or by a defect of ours, ends all of it
        await Task.WhenAll(running);
        await Events.FlushAsync();
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_informers.Values.Select(informer => informer.Synced))
                .WaitAsync(_options.CacheSyncTimeout, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            IEnumerable<string> reasons =
                from informer in _informers.Values
                where !informer.Synced.IsCompletedSuccessfully
                select $"{informer.Description}: {informer.LastFailure ?? "the server has not answered the list"}";
            throw new CacheSyncException(
                $"Not every cache filled within {_options.CacheSyncTimeout}. {string.Join("; ", reasons)}");
        }
    }

    private void RefuseOnceRunning()
    {
        if (_run is not null)
        {
            throw new InvalidOperationException("The manager runs already: set it up before, and run it once.");
        }
    }
}
