using System.Diagnostics.CodeAnalysis;

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
    /// <summary>A timer takes up to 49 days; a ring without anything to do only sets the next alarm.</summary>
    private const double LongestAlarm = 24 * 60 * 60 * 1000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, QueueEntry<TKey>> _entries = [];
    private readonly SortedSet<QueueEntry<TKey>> _ready = new(QueueEntry<TKey>.ByTurn);      // ready and not locked
    private readonly SortedSet<QueueEntry<TKey>> _waiting = new(QueueEntry<TKey>.ByTime);
    private readonly HashSet<TKey> _locked = [];
    private readonly LinkedList<TaskCompletionSource<WorkItem<TKey>?>> _takers = [];
    private readonly ItemBackoff<TKey> _backoff;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly long _start;
    private TimeSpan? _alarm;
    private long _turn;
    private bool _shutDown;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="clock">Tells when a delay is over.</param>
    /// <param name="backoff">The delays of <see cref="AddRateLimited"/>; 250 ms to 5 minutes when null.</param>
    public WorkQueue(TimeProvider clock, ItemBackoff<TKey>? backoff = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _start = clock.GetTimestamp();
        _backoff = backoff ?? new ItemBackoff<TKey>();
        _timer = clock.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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

            TimeSpan? readyAt = delay > TimeSpan.Zero ? Now + (delay < Longest ? delay : Longest) : null;
            if (!_entries.TryGetValue(key, out QueueEntry<TKey>? entry))
            {
                entry = new QueueEntry<TKey>(key) { Priority = priority, ReadyAt = readyAt, Turn = ++_turn };
                _entries.Add(key, entry);
                Place(entry);
            }
            else
            {
                Merge(entry, readyAt, priority);
            }

            Settle();
        }
    }

    /// <summary>Adds a key after the next delay of its backoff.</summary>
    /// <param name="key">The key.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="atLeast">A longer delay that somebody asked for, such as <c>Retry-After</c>.</param>
    public void AddRateLimited(TKey key, Priority priority = default, TimeSpan? atLeast = null)
    {
        TimeSpan delay = _backoff.Next(key);
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
            Settle();
        }

        await using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(_ => GiveUp(node, cancellationToken), null);
        return await node.Value.Task;
    }

    /// <summary>Ends the queue: what is in it is dropped, adds are ignored, takers get null. Work under way goes on.</summary>
    public void ShutDown()
    {
        lock (_gate)
        {
            _shutDown = true;
            _entries.Clear();
            _ready.Clear();
            _waiting.Clear();
            foreach (TaskCompletionSource<WorkItem<TKey>?> taker in _takers)
            {
                taker.TrySetResult(null);
            }

            _takers.Clear();
            SetAlarm();
        }
    }

    /// <summary>Shuts down and lets go of the timer.</summary>
    public void Dispose()
    {
        ShutDown();
        _timer.Dispose();
    }

    internal void Done(TKey key)
    {
        lock (_gate)
        {
            _locked.Remove(key);
            if (_entries.TryGetValue(key, out QueueEntry<TKey>? entry) && entry.ReadyAt is null)
            {
                Place(entry);
            }

            Settle();
        }
    }

    /// <summary>The earliest time wins, and the highest priority.</summary>
    private void Merge(QueueEntry<TKey> entry, TimeSpan? readyAt, Priority priority)
    {
        bool sooner = entry.ReadyAt is { } known && (readyAt is null || readyAt < known);
        bool higher = priority > entry.Priority;
        if (!sooner && !higher)
        {
            return;
        }

        Displace(entry);
        if (higher)
        {
            entry.Priority = priority;
        }

        if (sooner)
        {
            entry.ReadyAt = readyAt;
        }

        entry.Turn = ++_turn;   // to the end of its new band
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
            _alarm = null;
            Settle();
        }
    }

    /// <summary>Promotes what has waited long enough, serves the takers, and sets the alarm for the rest.</summary>
    private void Settle()
    {
        TimeSpan now = Now;
        while (_waiting.Min is { } entry && entry.ReadyAt <= now)
        {
            _waiting.Remove(entry);
            entry.ReadyAt = null;
            entry.Turn = ++_turn;
            Place(entry);
        }

        while (_takers.First is { } taker && _ready.Min is { } next)
        {
            _takers.RemoveFirst();
            if (taker.Value.TrySetResult(new WorkItem<TKey>(this, next.Key, next.Priority)))
            {
                _ready.Remove(next);
                _entries.Remove(next.Key);
                _locked.Add(next.Key);
            }
        }

        SetAlarm();
    }

    private void SetAlarm()
    {
        TimeSpan? earliest = _waiting.Min?.ReadyAt;
        if (earliest == _alarm)
        {
            return;
        }

        _alarm = earliest;
        TimeSpan due = earliest is { } at
            ? TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((at - Now).TotalMilliseconds), 1, LongestAlarm))
            : Timeout.InfiniteTimeSpan;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
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
