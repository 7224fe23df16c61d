using k8s;
using k8s.Models;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Controllers;

/// <summary>
/// Says what wakes a controller and how it works. Reads as a sentence:
/// <c>manager.AddController("widget", reconciler).For(widgets).Owns(pods, "example.dev/v1", "Widget").Workers(4)</c>.
/// </summary>
public sealed class ControllerBuilder
{
    private readonly string _name;
    private readonly IReconciler _reconciler;
    private readonly ILogger _logger;
    private readonly List<Action<WorkQueue<ObjectKey>>> _subscriptions = [];
    private int _workers = 1;
    private ItemBackoff<ObjectKey> _backoff = new();
    private TimeSpan? _timeout;
    private ReadYourWrites? _writes;
    private bool _built;

    internal ControllerBuilder(string name, IReconciler reconciler, ILogger logger)
    {
        _name = name;
        _reconciler = reconciler;
        _logger = logger;
    }

    /// <summary>Reconciles the objects of this informer, on each of their changes.</summary>
    /// <param name="informer">The kind that the reconciler is about.</param>
    /// <param name="when">Leaves out changes that cannot matter, such as those of our own status; all matter when null.</param>
    public ControllerBuilder For<T>(Informer<T> informer, Func<ObjectChange<T>, bool>? when = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        On(informer, (queue, change) =>
        {
            ObjectKey key = ObjectKey.Of(change.Current);
            if (when is null || Matters(when, change, key))
            {
                queue.Add(key, PriorityOf(change));
            }
        });

    /// <summary>
    /// Reconciles what a change of another kind concerns; after an update, what the old and the new object map to.
    /// </summary>
    /// <param name="informer">The other kind.</param>
    /// <param name="map">From an object to the keys it concerns; normally one look-up in an index.</param>
    /// <param name="when">Leaves out changes that cannot matter; all matter when null.</param>
    public ControllerBuilder Watches<T>(
        Informer<T> informer, Func<T, IEnumerable<ObjectKey>> map, Func<ObjectChange<T>, bool>? when = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(map);
        return On(informer, (queue, change) =>
        {
            if (when is not null && !Matters(when, change, ObjectKey.Of(change.Current)))
            {
                return;
            }

            IEnumerable<ObjectKey> before = change.Old is { } old ? map(old) : [];
            IEnumerable<ObjectKey> after = change.New is { } @new ? map(@new) : [];
            foreach (ObjectKey key in before.Concat(after).Distinct())
            {
                queue.Add(key, PriorityOf(change));
            }
        });
    }

    /// <summary>Reconciles the controlling owner of objects that changed, by their owner references.</summary>
    /// <param name="informer">The kind that is owned.</param>
    /// <param name="ownerApiVersion">The owner's <c>apiVersion</c>, of which only the group has to match.</param>
    /// <param name="ownerKind">The owner's kind.</param>
    public ControllerBuilder Owns<T>(Informer<T> informer, string ownerApiVersion, string ownerKind)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        string ownerGroup = GroupOf(ownerApiVersion);
        return Watches(informer, item =>
            from owner in item.Metadata.OwnerReferences ?? []
            where owner.Controller == true && owner.Kind == ownerKind && GroupOf(owner.ApiVersion) == ownerGroup
            select new ObjectKey(item.Metadata.NamespaceProperty ?? "", owner.Name));
    }

    /// <summary>Reconciles the keys that the trigger is fired with.</summary>
    /// <param name="trigger">The trigger.</param>
    public ControllerBuilder Triggered(ReconcileTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        _subscriptions.Add(trigger.Subscribe);
        return this;
    }

    /// <summary>How many keys are reconciled at a time. Default 1.</summary>
    public ControllerBuilder Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _workers = count;
        return this;
    }

    /// <summary>The delays after failures in a row. Default 250 ms, doubling up to 5 minutes.</summary>
    public ControllerBuilder Backoff(TimeSpan min, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        _backoff = new ItemBackoff<ObjectKey>(min, max);
        return this;
    }

    /// <summary>
    /// How long one reconcile may take. After that its token is cancelled, and the key is retried with backoff. Default: no limit,
    /// as in controller-runtime. A reconciler that ignores its token is not stopped by it.
    /// </summary>
    public ControllerBuilder Timeout(TimeSpan limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        _timeout = limit;
        return this;
    }

    /// <summary>Holds a key back until the caches show what was written for it.</summary>
    public ControllerBuilder ReadsOwnWrites(ReadYourWrites writes)
    {
        _writes = writes;
        return this;
    }

    /// <summary>Makes the queue, subscribes it, and makes the controller.</summary>
    internal (Controller Controller, WorkQueue<ObjectKey> Queue) Build(TimeProvider clock, RuntimeMetrics? metrics = null)
    {
        if (_built || _subscriptions.Count == 0)
        {
            throw new InvalidOperationException(_built
                ? $"Controller {_name} was built before."
                : $"Nothing wakes controller {_name}: call For, Owns, Watches or Triggered.");
        }

        _built = true;
        var queue = new WorkQueue<ObjectKey>(clock, _backoff, metrics?.Queue(_name));
        foreach (Action<WorkQueue<ObjectKey>> subscribe in _subscriptions)
        {
            subscribe(queue);
        }

        ControllerMetrics? measured = metrics?.Controller(_name);
        measured?.Workers = _workers;
        var settings = new ControllerSettings(_workers, _backoff, _writes) { Timeout = _timeout, Metrics = measured };
        return (new Controller(_name, _reconciler, queue, settings, clock, _logger), queue);
    }

    private ControllerBuilder On<T>(Informer<T> informer, Action<WorkQueue<ObjectKey>, ObjectChange<T>> enqueue)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(informer);
        _subscriptions.Add(queue => informer.Subscribe(change => enqueue(queue, change)));
        return this;
    }

    private bool Matters<T>(Func<ObjectChange<T>, bool> when, ObjectChange<T> change, ObjectKey key)
        where T : class
    {
        try
        {
            return when(change);
        }
        catch (Exception e)
        {
            _logger.PredicateFailed(_name, key, e);
            return true;
        }
    }

    private static Priority PriorityOf<T>(ObjectChange<T> change)
        where T : class => change.IsInitial || change.IsResync ? Priority.Low : Priority.Default;

    private static string GroupOf(string? apiVersion) =>
        apiVersion?.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash ? apiVersion[..slash] : "";
}
