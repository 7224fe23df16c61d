namespace Keyframe.Runtime.Queueing;

/// <summary>A key in the queue. In at most one of the sorted sets at a time; taken out before it is changed.</summary>
internal sealed class QueueEntry<TKey>(TKey key)
{
    /// <summary>Highest priority first, then in the order in which they became ready.</summary>
    public static readonly IComparer<QueueEntry<TKey>> ByTurn = Comparer<QueueEntry<TKey>>.Create(static (a, b) =>
    {
        int byPriority = b.Priority.CompareTo(a.Priority);
        return byPriority != 0 ? byPriority : a.Turn.CompareTo(b.Turn);
    });

    /// <summary>Earliest first.</summary>
    public static readonly IComparer<QueueEntry<TKey>> ByTime = Comparer<QueueEntry<TKey>>.Create(static (a, b) =>
    {
        int byTime = Nullable.Compare(a.ReadyAt, b.ReadyAt);
        return byTime != 0 ? byTime : a.Turn.CompareTo(b.Turn);
    });

    public TKey Key { get; } = key;

    public Priority Priority { get; set; }

    /// <summary>When a waiting entry becomes ready, counted from the start of the queue; null once it is.</summary>
    public TimeSpan? ReadyAt { get; set; }

    /// <summary>When it became ready, counted likewise; of no meaning while it waits.</summary>
    public TimeSpan ReadySince { get; set; }

    /// <summary>Unique; the order within a priority.</summary>
    public long Turn { get; set; }
}
