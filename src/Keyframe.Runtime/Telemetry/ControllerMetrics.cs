using System.Diagnostics.Metrics;

namespace Keyframe.Runtime.Telemetry;

/// <summary>What is measured of one controller.</summary>
internal sealed class ControllerMetrics(string controller, Histogram<double> time)
{
    private readonly long[] _outcomes = new long[ReconcileOutcomes.All.Count];
    private readonly KeyValuePair<string, object?> _tag = new("controller", controller);
    private long _timeouts;
    private long _active;
    private long _workers;

    public long Timeouts => Interlocked.Read(ref _timeouts);

    public long ActiveWorkers => Interlocked.Read(ref _active);

    /// <summary>How many reconciles may run at a time.</summary>
    public long Workers
    {
        get => Interlocked.Read(ref _workers);
        set => Interlocked.Exchange(ref _workers, value);
    }

    public long Count(ReconcileOutcome outcome) => Interlocked.Read(ref _outcomes[(int)outcome]);

    public void WorkBegins() => Interlocked.Increment(ref _active);

    public void WorkEnds() => Interlocked.Decrement(ref _active);

    public void Reconciled(ReconcileOutcome outcome, TimeSpan took)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        time.Record(took.TotalSeconds, _tag);
    }

    public void TimedOut() => Interlocked.Increment(ref _timeouts);
}
