namespace Keyframe.Runtime.Tests.Queueing;

/// <summary>The rules of the work queue over a list that is searched: too slow to use, too plain to be wrong.</summary>
internal sealed class NaiveQueue
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<int, int> _held = [];   // and since when
    private int _turn;
    private int _now;

    public int Count => _entries.Count;

    /// <summary>How often a key became ready.</summary>
    public int Adds { get; private set; }

    /// <summary>How many keys are ready, by priority.</summary>
    public IEnumerable<(int Priority, int Count)> Depth =>
        from entry in _entries where entry.ReadyAt <= _now group entry by entry.Priority into band select (band.Key, band.Count());

    /// <summary>How long all held keys have been held, together and the longest.</summary>
    public (int Total, int Longest) Unfinished =>
        (_held.Values.Sum(since => _now - since), _held.Values.Select(since => _now - since).DefaultIfEmpty().Max());

    public void Add(int key, int delay, int priority)
    {
        int readyAt = _now + Math.Max(0, delay);
        Entry? known = _entries.Find(e => e.Key == key);
        if (readyAt <= _now && !(known?.ReadyAt <= _now))
        {
            Adds++;
        }

        if (known is null)
        {
            _entries.Add(new Entry(key, readyAt, priority, ++_turn));
            return;
        }

        bool sooner = known.ReadyAt > _now && readyAt < known.ReadyAt;
        if (sooner || priority > known.Priority)
        {
            _entries.Remove(known);
            _entries.Add(new Entry(key, Math.Min(known.ReadyAt, readyAt), Math.Max(known.Priority, priority), ++_turn));
        }
    }

    public void Advance(int by)
    {
        int before = _now;
        _now += by;
        IEnumerable<Entry> ripened = _entries.Where(e => e.ReadyAt > before && e.ReadyAt <= _now);
        foreach (Entry ripe in ripened.OrderBy(e => e.ReadyAt).ThenBy(e => e.Turn).ToList())
        {
            Adds++;
            _entries.Remove(ripe);
            _entries.Add(ripe with { Turn = ++_turn });
        }
    }

    /// <summary>The key that must be handed out now; null when there is none.</summary>
    public int? Take()
    {
        Entry? next = _entries.Where(e => e.ReadyAt <= _now && !_held.ContainsKey(e.Key))
            .OrderByDescending(e => e.Priority).ThenBy(e => e.Turn).FirstOrDefault();
        if (next is null)
        {
            return null;
        }

        _entries.Remove(next);
        _held.Add(next.Key, _now);
        return next.Key;
    }

    public void Done(int key) => _held.Remove(key);

    private sealed record Entry(int Key, int ReadyAt, int Priority, int Turn);
}
