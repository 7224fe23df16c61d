using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Caching;

/// <summary>
/// Objects of one kind by key, with indexes, under one lock. It knows the version up to which it has seen everything, which
/// is what reading one's own writes is built on.
/// </summary>
internal sealed class ObjectStore<T> : IObjectStore<T>, IVersionedStore
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly Dictionary<string, StoreIndex<T>> _indexes = new(StringComparer.Ordinal);
    private readonly HashSet<ObjectKey> _undecodable = [];
    private readonly StoreIndex<T> _byNamespace;
    private StoreProgress _progress;

    public ObjectStore()
    {
        _byNamespace = new StoreIndex<T>("namespace", o => [ObjectKey.Of(o).Namespace], Resolve, _gate);
    }

    public StoreProgress Progress
    {
        get
        {
            lock (_gate)
            {
                return _progress;
            }
        }
    }

    public ResourceVersion Version => Progress.Version;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _objects.Count;
            }
        }
    }

    /// <summary>Objects that exist and could not be decoded when last seen.</summary>
    public IReadOnlyCollection<ObjectKey> Undecodable
    {
        get
        {
            lock (_gate)
            {
                return [.. _undecodable];
            }
        }
    }

    public T? Get(ObjectKey key)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyCollection<T> List(string? @namespace = null)
    {
        if (@namespace is not null)
        {
            return _byNamespace.Find(@namespace);
        }

        lock (_gate)
        {
            return [.. _objects.Values];
        }
    }

    public StoreIndex<T> AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_gate)
        {
            var index = new StoreIndex<T>(name, values, Resolve, _gate);
            _indexes.Add(name, index);
            foreach ((ObjectKey key, T item) in _objects)
            {
                index.Update(key, null, item);
            }

            return index;
        }
    }

    /// <summary>Takes in one added or changed object; the version follows. Null when it is here at this version.</summary>
    public ObjectChange<T>? Set(T item)
    {
        lock (_gate)
        {
            ObjectKey key = ObjectKey.Of(item);
            _undecodable.Remove(key);
            _progress = _progress with { Version = VersionOf(item) };
            return _objects.GetValueOrDefault(key) is { } known && IsSame(known, item) ? null : new(Put(key, item), item, false);
        }
    }

    /// <summary>Takes out one object, given in its last state; null when it was not known.</summary>
    public ObjectChange<T>? Remove(T last) =>
        Remove(ObjectKey.Of(last), VersionOf(last)) is null ? null : new(last, null, false);

    /// <summary>Takes out one object whose last state cannot be read; the one known last, or null.</summary>
    public T? Remove(ObjectKey key, ResourceVersion version)
    {
        lock (_gate)
        {
            _undecodable.Remove(key);
            _progress = _progress with { Version = version };
            return Put(key, null);
        }
    }

    /// <summary>An object cannot be read any more, and stays as it was last known. False when that is not new.</summary>
    public bool MarkUndecodable(ObjectKey key, ResourceVersion version)
    {
        lock (_gate)
        {
            _progress = _progress with { Version = version };
            return _undecodable.Add(key);
        }
    }

    /// <summary>Nothing happened up to here.</summary>
    public void AdvanceTo(ResourceVersion version)
    {
        lock (_gate)
        {
            _progress = _progress with { Version = version };
        }
    }

    /// <summary>
    /// Takes the content of a list in one step, and tells what that changed: what was added, what is at another version, and
    /// what is gone. An object that the list holds but that cannot be decoded stays as it was last known: to take it for
    /// deleted could cost its owner what depends on it.
    /// </summary>
    public IReadOnlyList<ObjectChange<T>> Replace(
        IReadOnlyCollection<T> items, IEnumerable<ObjectKey> undecodable, ResourceVersion version, bool isInitial)
    {
        lock (_gate)
        {
            _undecodable.Clear();
            _undecodable.UnionWith(undecodable);
            List<ObjectChange<T>> changes = [];
            HashSet<ObjectKey> listed = new(items.Count);
            foreach (T item in items)
            {
                ObjectKey key = ObjectKey.Of(item);
                listed.Add(key);
                if (_objects.GetValueOrDefault(key) is not { } known || !IsSame(known, item))
                {
                    changes.Add(new(Put(key, item), item, isInitial));
                }
            }

            foreach (ObjectKey gone in _objects.Keys.Where(k => !listed.Contains(k) && !_undecodable.Contains(k)).ToList())
            {
                changes.Add(new(Put(gone, null), null, false));
            }

            int era = version.IsBefore(_progress.Version) ? _progress.Era + 1 : _progress.Era;
            _progress = new(version, era);
            return changes;
        }
    }

    private static ResourceVersion VersionOf(T item) => new(item.Metadata.ResourceVersion ?? "");

    private static bool IsSame(T known, T listed) =>
        known.Metadata.Uid == listed.Metadata.Uid && VersionOf(known) is { Value.Length: > 0 } v && v == VersionOf(listed);

    private T? Put(ObjectKey key, T? item)
    {
        T? old = _objects.GetValueOrDefault(key);
        if (item is null)
        {
            _objects.Remove(key);
        }
        else
        {
            _objects[key] = item;
        }

        _byNamespace.Update(key, old, item);
        foreach (StoreIndex<T> index in _indexes.Values)
        {
            index.Update(key, old, item);
        }

        return old;
    }

    private T[] Resolve(IReadOnlySet<ObjectKey> keys) => [.. keys.Select(key => _objects[key])];
}
