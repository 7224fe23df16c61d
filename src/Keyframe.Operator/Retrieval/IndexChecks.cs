using Keyframe.Runtime;

namespace Keyframe.Operator.Retrieval;

/// <summary>
/// When each index is looked at: over HTTP on an interval, and after failures in a row less and less often; in a ConfigMap when
/// that changes. Snapshots that ask the same share the answer.
/// </summary>
/// <param name="reader">Finds out versions.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="random">Jitter, 0 to 1.</param>
internal sealed class IndexChecks(IIndexReader reader, TimeProvider clock, Func<double> random)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IndexSource, Watch> _watches = [];
    private readonly Dictionary<ObjectKey, HashSet<IndexSource>> _wanted = [];

    /// <summary>How many sources are watched.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Says all that a snapshot wants to know from now on; what nobody wants to know any more is forgotten.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="sources">The sources; none for a snapshot that is gone or no longer used.</param>
    public void Want(ObjectKey snapshot, IEnumerable<IndexSource> sources)
    {
        lock (_gate)
        {
            HashSet<IndexSource> before = _wanted.GetValueOrDefault(snapshot) ?? [];
            HashSet<IndexSource> after = [.. sources];
            foreach (IndexSource source in after.Except(before))
            {
                _watches.TryAdd(source, new Watch());
                _watches[source].Users++;
            }

            foreach (IndexSource source in before.Except(after))
            {
                if (--_watches[source].Users == 0)
                {
                    _watches.Remove(source);
                }
            }

            if (after.Count > 0)
            {
                _wanted[snapshot] = after;
            }
            else
            {
                _wanted.Remove(snapshot);
            }
        }
    }

    /// <summary>Looks at an index, if it is due; one look at a time for each source.</summary>
    /// <param name="source">A source that was wanted.</param>
    /// <param name="interval">How often whoever asks wants to know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known, and when to look again; null for when the mark of the source changes.</returns>
    public async Task<(IndexReading Reading, TimeSpan? Next)> LookAsync(
        IndexSource source, TimeSpan interval, CancellationToken cancellationToken)
    {
        Watch watch = WatchOf(source);
        await watch.Turn.WaitAsync(cancellationToken);
        try
        {
            string? mark = reader.MarkOf(source);
            if (watch.Known is not { } known || mark != known.Mark || (mark is null && Left(known, interval) <= TimeSpan.Zero))
            {
                IndexReading last = await reader.ReadAsync(source, cancellationToken);
                watch.Known = known = KnownIndex.After(watch.Known, last, mark, clock.GetTimestamp(), random());
            }

            return (known.Reading, mark is null ? Left(known, interval) : null);
        }
        finally
        {
            watch.Turn.Release();
        }
    }

    private TimeSpan Left(KnownIndex known, TimeSpan interval) => known.Pause(interval) - clock.GetElapsedTime(known.Timestamp);

    private Watch WatchOf(IndexSource source)
    {
        lock (_gate)
        {
            return _watches[source];
        }
    }

    private sealed class Watch
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }

        public KnownIndex? Known { get; set; }
    }
}
