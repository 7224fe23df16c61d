namespace Keyframe.Runtime.Queueing;

/// <summary>A key handed out for work. Nobody else gets the key until this is disposed, which means done.</summary>
public sealed class WorkItem<TKey> : IDisposable
    where TKey : notnull
{
    private WorkQueue<TKey>? _queue;

    internal WorkItem(WorkQueue<TKey> queue, TKey key, Priority priority, TimeSpan queued)
    {
        _queue = queue;
        Key = key;
        Priority = priority;
        Queued = queued;
    }

    /// <summary>The key to work on.</summary>
    public TKey Key { get; }

    /// <summary>The priority it was handed out with, to add it again with the same.</summary>
    public Priority Priority { get; }

    /// <summary>How long it was ready before it was handed out.</summary>
    public TimeSpan Queued { get; }

    /// <summary>Done: what was added meanwhile may be handed out.</summary>
    public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Done(Key);
}
