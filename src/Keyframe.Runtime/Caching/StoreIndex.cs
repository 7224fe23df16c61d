namespace Keyframe.Runtime.Caching;

/// <summary>
/// Finds objects by a value they carry: one look-up instead of a scan. Belongs to an <see cref="ObjectStore{T}"/>, which
/// keeps it up to date under its lock.
/// </summary>
public sealed class StoreIndex<T>
    where T : class
{
    private readonly Func<T, IEnumerable<string>> _values;
    private readonly Func<IReadOnlySet<ObjectKey>, IReadOnlyCollection<T>> _resolve;
    private readonly Lock _gate;
    private readonly Dictionary<string, HashSet<ObjectKey>> _buckets = new(StringComparer.Ordinal);

    internal StoreIndex(
        string name,
        Func<T, IEnumerable<string>> values,
        Func<IReadOnlySet<ObjectKey>, IReadOnlyCollection<T>> resolve,
        Lock gate)
    {
        Name = name;
        _values = values;
        _resolve = resolve;
        _gate = gate;
    }

    /// <summary>What the index is about, for messages.</summary>
    public string Name { get; }

    /// <summary>How many distinct values are indexed. Values that no object carries any more take no room.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>The objects that carry <paramref name="value"/>, in no order; empty when there are none.</summary>
    public IReadOnlyCollection<T> Find(string value)
    {
        lock (_gate)
        {
            return _buckets.TryGetValue(value, out HashSet<ObjectKey>? keys) ? _resolve(keys) : [];
        }
    }

    /// <summary>Called under the lock of the store, with the object before and after.</summary>
    internal void Update(ObjectKey key, T? old, T? @new)
    {
        string[] before = old is null ? [] : [.. _values(old)];
        string[] after = @new is null ? [] : [.. _values(@new)];
        if (before.AsSpan().SequenceEqual(after))
        {
            return;   // the usual update: what is indexed did not change
        }

        foreach (string value in before.Except(after, StringComparer.Ordinal))
        {
            Remove(value, key);
        }

        foreach (string value in after)
        {
            Insert(value, key);
        }
    }

    private void Insert(string value, ObjectKey key)
    {
        if (!_buckets.TryGetValue(value, out HashSet<ObjectKey>? keys))
        {
            _buckets.Add(value, keys = []);
        }

        keys.Add(key);
    }

    private void Remove(string value, ObjectKey key)
    {
        if (_buckets.TryGetValue(value, out HashSet<ObjectKey>? keys) && keys.Remove(key) && keys.Count == 0)
        {
            _buckets.Remove(value);   // values come and go for ever: an empty bucket is a leak (kubernetes#84959)
        }
    }
}
