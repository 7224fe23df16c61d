using System.Diagnostics.Metrics;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// The instruments of queues: names, labels and buckets of controller-runtime, pkg/internal/metrics/workqueue.go, where
/// <c>name</c> and <c>controller</c> are the same.
/// </summary>
internal sealed class QueueInstruments
{
    private const string Prefix = "workqueue_";

    /// <summary>10 ns to 1000 s.</summary>
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000],
    };

    private readonly Family<QueueMetrics> _queues;
    private readonly Histogram<double> _queued;
    private readonly Histogram<double> _worked;

    public QueueInstruments(Meter meter)
    {
        _queued = meter.CreateHistogram(
            Prefix + "queue_duration_seconds", "s", "How long keys were ready before they were taken.", null, Buckets);
        _worked = meter.CreateHistogram(
            Prefix + "work_duration_seconds", "s", "How long keys were worked on.", null, Buckets);
        _queues = new Family<QueueMetrics>(meter);
        _queues.Counter(Prefix + "adds_total", "Keys that became ready to be taken.", (name, q) => [Measure(name, q.Adds)]);
        _queues.Counter(Prefix + "retries_total", "Keys put back with a delay because reconciling them did not succeed.",
            (name, q) => [Measure(name, q.Retries)]);
        _queues.Gauge(Prefix + "depth", null, "Keys that are ready to be taken.", ByPriority);
        _queues.Gauge<double>(Prefix + "unfinished_work_seconds", "s",
            "How long the keys being worked on have been worked on, all together.",
            (name, q) => [Measure(name, q.Unfinished.Total.TotalSeconds)]);
        _queues.Gauge<double>(Prefix + "longest_running_processor_seconds", "s",
            "How long the key that was taken first, of those being worked on, has been worked on.",
            (name, q) => [Measure(name, q.Unfinished.Longest.TotalSeconds)]);
    }

    public QueueMetrics For(string name) => _queues.GetOrAdd(name, n => new QueueMetrics(n, _queued, _worked));

    private static IEnumerable<Measurement<long>> ByPriority(string name, QueueMetrics queue) =>
        from depth in queue.Depth
        select new Measurement<long>(depth.Value, new("name", name), new("controller", name), new("priority", depth.Key));

    private static Measurement<T> Measure<T>(string name, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("name", name), new("controller", name));
}
