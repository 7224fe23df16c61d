using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Telemetry;

/// <summary>What is measured of the caches of one resource; there may be several, of different selectors.</summary>
internal sealed class InformerMetrics
{
    private readonly Lock _gate = new();
    private readonly List<IInformer> _informers = [];
    private readonly long[] _relists = new long[Reasons.Count];
    private long _watchFailures;

    public static IReadOnlyList<RelistReason> Reasons { get; } = Enum.GetValues<RelistReason>();

    public long WatchFailures => Interlocked.Read(ref _watchFailures);

    /// <summary>The caches that run, or are about to.</summary>
    public IReadOnlyList<IInformer> Informers
    {
        get
        {
            lock (_gate)
            {
                return [.. _informers];
            }
        }
    }

    public void Attach(IInformer informer)
    {
        lock (_gate)
        {
            _informers.Add(informer);
        }
    }

    public void Detach(IInformer informer)
    {
        lock (_gate)
        {
            _informers.Remove(informer);
        }
    }

    public long Relists(RelistReason reason) => Interlocked.Read(ref _relists[(int)reason]);

    public void Relisting(RelistReason reason) => Interlocked.Increment(ref _relists[(int)reason]);

    public void WatchFailed() => Interlocked.Increment(ref _watchFailures);
}
