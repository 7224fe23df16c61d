namespace Keyframe.Runtime.Events;

/// <summary>
/// The events of the last minutes, so that the same one again is counted instead of made anew; the oldest give way.
/// </summary>
/// <param name="capacity">How many there are at most.</param>
/// <param name="age">How long an event goes on being the same event.</param>
internal sealed class EventSeriesCache(int capacity, TimeSpan age)
{
    private readonly Dictionary<EventKey, LinkedListNode<(EventKey Key, EventSeries Series)>> _nodes = [];
    private readonly LinkedList<(EventKey Key, EventSeries Series)> _byUse = [];   // the one used last is last

    public int Count => _nodes.Count;

    /// <summary>The event that this one repeats; null when it is the first.</summary>
    public EventSeries? Find(EventKey key, DateTimeOffset now)
    {
        while (_byUse.First is { } oldest && now - oldest.Value.Series.LastSeen > age)
        {
            Remove(oldest.Value.Key);
        }

        return _nodes.TryGetValue(key, out var node) && now - node.Value.Series.LastSeen <= age ? node.Value.Series : null;
    }

    public void Put(EventKey key, EventSeries series)
    {
        Remove(key);
        if (_nodes.Count == capacity)
        {
            Remove(_byUse.First!.Value.Key);
        }

        _nodes.Add(key, _byUse.AddLast((key, series)));
    }

    public void Remove(EventKey key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _byUse.Remove(node);
        }
    }
}
