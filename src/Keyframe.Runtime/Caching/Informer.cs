using k8s;
using k8s.Models;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Caching;

/// <summary>
/// The shared cache of one kind: a store that follows the server, indexes over it, and subscribers that are told of every
/// change after the store shows it. Comes from <c>ControllerManager.Informer</c>, which also runs it.
/// </summary>
public sealed class Informer<T> : IInformer, IReflectorSink<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ObjectStore<T> _store = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _dispatch = new();
    private readonly List<Action<ObjectChange<T>>> _subscribers = [];
    private readonly Reflector<T> _reflector;
    private readonly ListOptions _scope;
    private readonly CachePeriods _periods;
    private readonly TimeProvider _clock;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private readonly InformerMetrics? _metrics;
    private string? _lastFailure;
    private bool _started;

    internal Informer(
        ResourceClient<T> client,
        ListOptions scope,
        TimeProvider clock,
        ILogger logger,
        Func<double> random,
        CachePeriods? periods = null,
        RuntimeMetrics? metrics = null)
    {
        (_scope, _clock, _random, _logger) = (scope, clock, random, logger);
        _periods = periods ?? new CachePeriods();
        Type = client.Type;
        _metrics = metrics?.Informer(Type.GroupResource);
        _metrics?.Attach(this);
        _reflector = new Reflector<T>(client, scope, this, _periods, clock, logger, random, _metrics);
    }

    /// <summary>The kind.</summary>
    public ResourceType<T> Type { get; }

    /// <summary>What is known, to read. Empty until <see cref="Synced"/>.</summary>
    public IObjectStore<T> Store => _store;

    /// <summary>
    /// Completes when the store holds everything the first list found, and every subscriber was told. Cancelled when the
    /// informer stops before that.
    /// </summary>
    public Task Synced => _synced.Task;

    /// <summary>Whether <see cref="Synced"/> has completed.</summary>
    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    /// <summary>Objects that exist and cannot be decoded: the store shows them as last known, or not at all.</summary>
    public IReadOnlyCollection<ObjectKey> Undecodable => _store.Undecodable;

    internal IVersionedStore Versions => _store;

    string IInformer.Description => $"{Type.Kind} ({Type.GroupResource}, {Type.ApiVersion})";

    int IInformer.ObjectCount => _store.Count;

    int IInformer.UndecodableCount => _store.Undecodable.Count;

    string? IInformer.LastFailure => Volatile.Read(ref _lastFailure);

    /// <summary>
    /// Adds an index. A value function that throws leaves its object out of this index, with an error in the log.
    /// </summary>
    /// <param name="name">Unique on this informer.</param>
    /// <param name="values">The values to find an object by; called whenever it changes, so cheap and without effects.</param>
    /// <exception cref="InvalidOperationException">The informer has started: an index would miss what came before.</exception>
    public StoreIndex<T> AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        lock (_dispatch)
        {
            if (_started)
            {
                throw new InvalidOperationException($"Index {name} comes too late: the informer of {Type.Kind} has started.");
            }

            return _store.AddIndex(name, item => ValuesOf(name, values, item));
        }
    }

    /// <summary>
    /// Calls <paramref name="handler"/> on every change, one at a time and in order, beginning with what is there now as initial
    /// changes. Handlers are quick and do no I/O: they enqueue. One that throws is logged and called again on the next change.
    /// </summary>
    public void Subscribe(Action<ObjectChange<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        lock (_dispatch)
        {
            foreach (T item in _store.List())
            {
                Tell(handler, new ObjectChange<T>(null, item, true));
            }

            _subscribers.Add(handler);
        }
    }

    async Task IInformer.RunAsync(CancellationToken cancellationToken)
    {
        lock (_dispatch)
        {
            _started = true;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task resyncs = ResyncPeriodicallyAsync(end.Token);
        try
        {
            await _reflector.RunAsync(cancellationToken);
        }
        finally
        {
            await end.CancelAsync();
            await resyncs;
            _synced.TrySetCanceled(CancellationToken.None);
            _metrics?.Detach(this);
        }
    }

    void IInformer.Resync() => Resync();

    Task IInformer.RelistAsync() => _reflector.RelistAsync();

    void IReflectorSink<T>.Replace(
        IReadOnlyCollection<T> items, IReadOnlyCollection<UndecodableObject> undecodable, ResourceVersion version)
    {
        foreach (UndecodableObject problem in undecodable)
        {
            _logger.Undecodable(Type.Kind, problem.Key, problem.Problem);
        }

        lock (_dispatch)
        {
            bool isInitial = !HasSynced;
            foreach (ObjectChange<T> change in _store.Replace(items, undecodable.Select(u => u.Key), version, isInitial))
            {
                Dispatch(change);
            }
        }

        Volatile.Write(ref _lastFailure, null);
        if (_synced.TrySetResult())
        {
            _logger.Synced(Type.GroupResource, items.Count, version);
        }
    }

    void IReflectorSink<T>.Apply(WatchEvent<T> change)
    {
        lock (_dispatch)
        {
            switch (change)
            {
                case WatchEvent<T>.Added(var item) when _store.Set(item) is { } addition:
                    Dispatch(addition);
                    break;
                case WatchEvent<T>.Modified(var item) when _store.Set(item) is { } update:
                    Dispatch(update);
                    break;
                case WatchEvent<T>.Deleted(var last) when _store.Remove(last) is { } removal:
                    Dispatch(removal);
                    break;
                case WatchEvent<T>.Undecodable undecodable:
                    Apply(undecodable);
                    break;
                case WatchEvent<T>.Bookmark bookmark:
                    _store.AdvanceTo(bookmark.At);
                    break;
            }
        }
    }

    void IReflectorSink<T>.Failed(Exception reason) => Volatile.Write(
        ref _lastFailure,
        reason is ApiException { IsNotFound: true } ? $"{reason.Message}; {Type.NotServedHint}" : reason.Message);

    /// <summary>
    /// Whether the cache will show what was written: it matches what we ask the server for, or it is here and its leaving will
    /// be told.
    /// </summary>
    internal bool WillShow(T written)
    {
        ObjectKey key = ObjectKey.Of(written);
        return (string.IsNullOrEmpty(_scope.Namespace) || key.Namespace == _scope.Namespace)
            && (LabelSelector.Matches(_scope.LabelSelector, written.Metadata.Labels) || _store.Get(key) is not null);
    }

    private void Apply(WatchEvent<T>.Undecodable change)
    {
        ObjectKey key = change.Item.Key;
        if (change.IsDeleted)
        {
            if (_store.Remove(key, change.At) is { } last)
            {
                Dispatch(new ObjectChange<T>(last, null, false));
            }
        }
        else if (_store.MarkUndecodable(key, change.At))
        {
            _logger.Undecodable(Type.Kind, key, change.Item.Problem);
        }
    }

    private async Task ResyncPeriodicallyAsync(CancellationToken cancellationToken)
    {
        while (CachePeriods.Jittered(_periods.Resync, _random) is { } period)
        {
            await Task.Delay(period, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            Resync();
        }
    }

    private void Resync()
    {
        lock (_dispatch)
        {
            foreach (T item in _store.List())
            {
                Dispatch(new ObjectChange<T>(item, item, false));
            }
        }
    }

    private void Dispatch(ObjectChange<T> change)
    {
        foreach (Action<ObjectChange<T>> subscriber in _subscribers)
        {
            Tell(subscriber, change);
        }
    }

    private void Tell(Action<ObjectChange<T>> handler, ObjectChange<T> change)
    {
        try
        {
            handler(change);
        }
        catch (Exception e)
        {
            _logger.SubscriberFailed(Type.Kind, ObjectKey.Of(change.Current), e);
        }
    }

    private string[] ValuesOf(string index, Func<T, IEnumerable<string>> values, T item)
    {
        try
        {
            return [.. values(item)];
        }
        catch (Exception e)
        {
            _logger.IndexFailed(index, Type.Kind, ObjectKey.Of(item), e);
            return [];
        }
    }
}
