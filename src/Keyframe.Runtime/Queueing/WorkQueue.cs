using System.Diagnostics.CodeAnalysis;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Queueing;

/// <summary>
/// The queue between events and workers, with the rules of controller-runtime's priority queue: one entry per key; adding again
/// keeps the earliest time and the highest priority; a key handed out is not handed out again until it is done, and what is
/// added meanwhile waits for that. First in, first out within a priority.
/// </summary>
/// <remarks>
/// Safe to use from any thread. Takers wait without a thread, delays without polling: there is one timer, for the earliest.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "Every controller author knows it as the work queue.")]
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, QueueEntry<TKey>> _entries = [];
    private readonly SortedSet<QueueEntry<TKey>> _ready = new(QueueEntry<TKey>.ByTurn);      // ready and not locked
    private readonly SortedSet<QueueEntry<TKey>> _waiting = new(QueueEntry<TKey>.ByTime);
    private readonly HeldKeys<TKey> _locked;
    private readonly LinkedList<TaskCompletionSource<WorkItem<TKey>?>> _takers = [];
    private readonly ItemBackoff<TKey> _backoff;
    private readonly TimeProvider _clock;
    private readonly Alarm _alarm;
    private readonly QueueMetrics? _metrics;
    private readonly long _start;
    private long _turn;
    private bool _shutDown;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="clock">Tells when a delay is over.</param>
    /// <param name="backoff">The delays of <see cref="AddRateLimited"/>; 250 ms to 5 minutes when null.</param>
    public WorkQueue(TimeProvider clock, ItemBackoff<TKey>? backoff = null)
        : this(clock, backoff, null)
    {
    }

    internal WorkQueue(TimeProvider clock, ItemBackoff<TKey>? backoff, QueueMetrics? metrics)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _start = clock.GetTimestamp();
        _backoff = backoff ?? new ItemBackoff<TKey>();
        _locked = new HeldKeys<TKey>(clock, _gate);
        _metrics = metrics;
        metrics?.Attach(_locked);
        _alarm = new Alarm(clock, Ring);
    }

    /// <summary>How many keys are ready or waiting, without those handed out.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Monotonic, so that a step of the wall clock neither hurries nor holds back anything.</summary>
    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>Adds a key that is ready now.</summary>
    public void Add(TKey key, Priority priority = default) => AddAfter(key, TimeSpan.Zero, priority);

    /// <summary>Adds a key that is ready after <paramref name="delay"/>: at once if not positive, ten years at most.</summary>
    public void AddAfter(TKey key, TimeSpan delay, Priority priority = default)
    {
        lock (_gate)
        {
            if (_shutDown)
            {
                return;
            }

            TimeSpan now = Now;
            TimeSpan? readyAt = delay > TimeSpan.Zero ? now + (delay < Longest ? delay : Longest) : null;
            if (!_entries.TryGetValue(key, out QueueEntry<TKey>? entry))
            {
                entry = new QueueEntry<TKey>(key) { Priority = priority, ReadyAt = readyAt, Turn = ++_turn };
                _entries.Add(key, entry);
                Arrive(entry, now);
            }
            else
            {
                Merge(entry, readyAt, priority, now);
            }

            Settle(now);
        }
    }

    /// <summary>Adds a key after the next delay of its backoff.</summary>
    /// <param name="key">The key.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="atLeast">A longer delay that somebody asked for, such as <c>Retry-After</c>.</param>
    public void AddRateLimited(TKey key, Priority priority = default, TimeSpan? atLeast = null)
    {
        TimeSpan delay = _backoff.Next(key);
        _metrics?.Retried();
        AddAfter(key, atLeast > delay ? atLeast.Value : delay, priority);
    }

    /// <summary>The key did well: its backoff starts over. Does not take it out of the queue.</summary>
    public void Forget(TKey key) => _backoff.Forget(key);

    /// <summary>
    /// Waits for a key to work on. Null once the queue is shut down. Dispose the item when done, whatever came of it.
    /// </summary>
    public async ValueTask<WorkItem<TKey>?> TakeAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<WorkItem<TKey>?>> node;
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_shutDown)
            {
                return null;
            }

            node = _takers.AddLast(new TaskCompletionSource<WorkItem<TKey>?>(TaskCreationOptions.RunContinuationsAsynchronously));
            Settle(Now);
        }

        await using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(_ => GiveUp(node, cancellationToken), null);
        WorkItem<TKey>? item = await node.Value.Task;
        if (item is not null)
        {
            _metrics?.Queued(item.Queued);
        }

        return item;
    }

    /// <summary>Ends the queue: what is in it is dropped, adds are ignored, takers get null. Work under way goes on.</summary>
    public void ShutDown()
    {
        lock (_gate)
        {
            _shutDown = true;
            foreach (QueueEntry<TKey> entry in _entries.Values.Where(entry => entry.ReadyAt is null))
            {
                _metrics?.Left(entry.Priority);
            }

            _entries.Clear();
            _ready.Clear();
            _waiting.Clear();
            foreach (TaskCompletionSource<WorkItem<TKey>?> taker in _takers)
            {
                taker.TrySetResult(null);
            }

            _takers.Clear();
            _alarm.Set(null, Now);
        }
    }

    /// <summary>Shuts down and lets go of the timer.</summary>
    public void Dispose()
    {
        ShutDown();
        _alarm.Dispose();
        _metrics?.Detach(_locked);
    }

    internal void Done(TKey key)
    {
        TimeSpan worked;
        lock (_gate)
        {
            worked = _locked.Remove(key);
            if (_entries.TryGetValue(key, out QueueEntry<TKey>? entry) && entry.ReadyAt is null)
            {
                Place(entry);
            }

            Settle(Now);
        }

        _metrics?.Worked(worked);
    }

    /// <summary>The earliest time wins, and the highest priority.</summary>
    private void Merge(QueueEntry<TKey> entry, TimeSpan? readyAt, Priority priority, TimeSpan now)
    {
        bool sooner = entry.ReadyAt is { } known && (readyAt is null || readyAt < known);
        bool higher = priority > entry.Priority;
        if (!sooner && !higher)
        {
            return;
        }

        Displace(entry);
        if (higher && entry.ReadyAt is null)
        {
            _metrics?.Raised(entry.Priority, priority);
        }

        entry.Priority = higher ? priority : entry.Priority;
        entry.Turn = ++_turn;   // to the end of its new band
        if (sooner)
        {
            entry.ReadyAt = readyAt;
            Arrive(entry, now);
        }
        else
        {
            Place(entry);
        }
    }

    /// <summary>Places an entry whose time was just set; from now on it is ready, or waits.</summary>
    private void Arrive(QueueEntry<TKey> entry, TimeSpan now)
    {
        if (entry.ReadyAt is null)
        {
            entry.ReadySince = now;
            _metrics?.Ready(entry.Priority);
        }

        Place(entry);
    }

    /// <summary>Puts an entry where it belongs; one that is ready but locked is in no set until its key is done.</summary>
    private void Place(QueueEntry<TKey> entry)
    {
        if (entry.ReadyAt is not null)
        {
            _waiting.Add(entry);
        }
        else if (!_locked.Contains(entry.Key))
        {
            _ready.Add(entry);
        }
    }

    private void Displace(QueueEntry<TKey> entry) => (entry.ReadyAt is null ? _ready : _waiting).Remove(entry);

    private void Ring()
    {
        lock (_gate)
        {
            _alarm.Rang();
            Settle(Now);
        }
    }

    /// <summary>Promotes what has waited long enough, serves the takers, and sets the alarm for the rest.</summary>
    private void Settle(TimeSpan now)
    {
        while (_waiting.Min is { } entry && entry.ReadyAt <= now)
        {
            _waiting.Remove(entry);
            entry.ReadyAt = null;
            entry.Turn = ++_turn;
            Arrive(entry, now);
        }

        while (_takers.First is { } taker && _ready.Min is { } next)
        {
            _takers.RemoveFirst();
            if (taker.Value.TrySetResult(new WorkItem<TKey>(this, next.Key, next.Priority, now - next.ReadySince)))
            {
                _ready.Remove(next);
                _entries.Remove(next.Key);
                _locked.Add(next.Key);
                _metrics?.Left(next.Priority);
            }
        }

        _alarm.Set(_waiting.Min?.ReadyAt, now);
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<WorkItem<TKey>?>> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _takers.Remove(node);
            }

            node.Value.TrySetCanceled(cancellationToken);
        }
    }
}
