using System.Collections.Concurrent;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;

namespace Keyframe.Testing.Convergence;

/// <summary>
/// Believes only what subscribers are told: the changes, applied one by one to nothing, have to make the cache, and each has to
/// fit the one before.
/// </summary>
internal sealed class CacheLedger
{
    private readonly ConcurrentDictionary<ObjectKey, Sample> _content = [];

    private int _count;

    /// <summary>Changes that did not fit.</summary>
    public ConcurrentQueue<string> Contradictions { get; } = [];

    /// <summary>How many changes there were.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What the changes add up to.</summary>
    public IEnumerable<Sample> Content => _content.Values;

    public void Take(ObjectChange<Sample> change)
    {
        ObjectKey key = ObjectKey.Of(change.Current);
        Sample? known = _content.GetValueOrDefault(key);
        bool fits = change switch
        {
            { IsResync: true } => ReferenceEquals(known, change.Old),
            { Old: null } => known is null,
            { New: null } => known is not null,
            _ => ReferenceEquals(known, change.Old) && Version(change.New) != Version(change.Old),
        };
        if (!fits)
        {
            Contradictions.Enqueue($"{key}: {Version(change.Old)} to {Version(change.New)}, but {Version(known)} was there");
        }

        if (change.New is { } @new)
        {
            _content[key] = @new;
        }
        else
        {
            _content.TryRemove(key, out _);
        }

        Interlocked.Increment(ref _count);
    }

    private static string Version(Sample? sample) => sample?.Metadata.ResourceVersion ?? "nothing";
}
