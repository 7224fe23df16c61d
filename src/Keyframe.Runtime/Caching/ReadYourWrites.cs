using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Caching;

/// <summary>
/// Remembers writes until a cache shows them, so that an object is never reconciled on a view older than what was done for it
/// before: from such a view, things would be created twice. The idea is the ConsistencyStore of kube-controller-manager 1.36:
/// versions instead of counted expectations, so nothing is ever waited for that has already come, and a missed event cannot
/// block for ever.
/// </summary>
/// <remarks>Per key and kind one version is kept, and dropped once seen: memory is bounded by the keys still behind.</remarks>
public sealed class ReadYourWrites
{
    private const int SweepFloor = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Dictionary<IVersionedStore, StoreProgress>> _pending = [];
    private int _sweepAt = SweepFloor;

    /// <summary>How many keys are waiting for a cache, those included that nobody asked about since it caught up.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>
    /// Call after every successful write, with what the server answered. A watch event that came before the answer is fine:
    /// then there is nothing to remember.
    /// </summary>
    /// <param name="key">The object that was reconciled when writing, not necessarily the one written.</param>
    /// <param name="informer">
    /// The cache that will show the write. One whose namespace or label selector leaves the object out is not waited for.
    /// </param>
    /// <param name="written">The object as the server returned it.</param>
    public void Wrote<T>(ObjectKey key, Informer<T> informer, T written)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(informer);
        ArgumentNullException.ThrowIfNull(written);
        if (informer.WillShow(written))
        {
            Wrote(key, informer.Versions, new ResourceVersion(written.Metadata.ResourceVersion ?? ""));
        }
    }

    /// <summary>True when every cache shows what was written for <paramref name="key"/>.</summary>
    public bool CaughtUp(ObjectKey key)
    {
        lock (_gate)
        {
            return !_pending.TryGetValue(key, out var writes) || Settle(key, writes);
        }
    }

    /// <summary>Drops what is remembered for a key, as when its object is gone.</summary>
    public void Forget(ObjectKey key)
    {
        lock (_gate)
        {
            _pending.Remove(key);
        }
    }

    internal void Wrote(ObjectKey key, IVersionedStore store, ResourceVersion version)
    {
        StoreProgress now = store.Progress;
        if (now.Version.HasReached(version))
        {
            return;
        }

        lock (_gate)
        {
            if (!_pending.TryGetValue(key, out var writes))
            {
                Sweep();
                _pending.Add(key, writes = []);
            }

            if (!writes.TryGetValue(store, out StoreProgress known) || known.Era != now.Era || known.Version.IsBefore(version))
            {
                writes[store] = new(version, now.Era);
            }
        }
    }

    private bool Settle(ObjectKey key, Dictionary<IVersionedStore, StoreProgress> writes)
    {
        foreach ((IVersionedStore store, StoreProgress written) in writes)
        {
            StoreProgress now = store.Progress;
            if (now.Era != written.Era || now.Version.HasReached(written.Version))
            {
                writes.Remove(store);   // allowed while enumerating a Dictionary
            }
        }

        return writes.Count == 0 && _pending.Remove(key);
    }

    /// <summary>
    /// Keys that are never asked about again would stay; looking at all of them on each doubling costs O(1) a write.
    /// </summary>
    private void Sweep()
    {
        if (_pending.Count < _sweepAt)
        {
            return;
        }

        foreach ((ObjectKey key, var writes) in _pending)
        {
            Settle(key, writes);
        }

        _sweepAt = Math.Max(SweepFloor, _pending.Count * 2);
    }
}
