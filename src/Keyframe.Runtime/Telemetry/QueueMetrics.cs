using System.Diagnostics.Metrics;
using System.Globalization;
using Keyframe.Runtime.Queueing;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// What is measured of a controller's queue. As in controller-runtime a key counts from when it is ready: one that waits for its
/// time is not yet in the depth, and was not yet added.
/// </summary>
internal sealed class QueueMetrics(string controller, Histogram<double> queued, Histogram<double> worked)
{
    /// <summary>Priorities with a series of their own; all others share one (controller-runtime's number and word).</summary>
    internal const int MaxPriorities = 25;

    internal const string OtherPriorities = "exceeded_cardinality_limit";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _depth = new(StringComparer.Ordinal) { ["0"] = 0 };
    private readonly Dictionary<Priority, string> _labels = new() { [Priority.Default] = "0" };
    private readonly List<IUnfinishedWork> _queues = [];
    private readonly KeyValuePair<string, object?> _name = new("name", controller);
    private readonly KeyValuePair<string, object?> _controller = new("controller", controller);
    private long _adds;
    private long _retries;

    public long Adds => Interlocked.Read(ref _adds);

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>How many keys are ready, by the label of their priority.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Depth
    {
        get
        {
            lock (_gate)
            {
                return [.. _depth];
            }
        }
    }

    public (TimeSpan Total, TimeSpan Longest) Unfinished
    {
        get
        {
            IUnfinishedWork[] queues;
            lock (_gate)
            {
                queues = [.. _queues];
            }

            return queues.Select(queue => queue.Unfinished).Aggregate(
                default((TimeSpan Total, TimeSpan Longest)),
                (sum, one) => (sum.Total + one.Total, sum.Longest > one.Longest ? sum.Longest : one.Longest));
        }
    }

    public void Attach(IUnfinishedWork queue)
    {
        lock (_gate)
        {
            _queues.Add(queue);
        }
    }

    public void Detach(IUnfinishedWork queue)
    {
        lock (_gate)
        {
            _queues.Remove(queue);
        }
    }

    /// <summary>A key may be handed out from now on.</summary>
    public void Ready(Priority priority)
    {
        Interlocked.Increment(ref _adds);
        Move(priority, 1);
    }

    /// <summary>A key that is ready goes with another priority.</summary>
    public void Raised(Priority from, Priority to)
    {
        Move(from, -1);
        Move(to, 1);
    }

    /// <summary>A key that was ready left the queue: handed out, or dropped at the end.</summary>
    public void Left(Priority priority) => Move(priority, -1);

    public void Retried() => Interlocked.Increment(ref _retries);

    public void Queued(TimeSpan time) => queued.Record(time.TotalSeconds, _name, _controller);

    public void Worked(TimeSpan time) => worked.Record(time.TotalSeconds, _name, _controller);

    private void Move(Priority priority, int by)
    {
        lock (_gate)
        {
            string label = LabelOf(priority);
            _depth[label] = _depth.GetValueOrDefault(label) + by;
        }
    }

    private string LabelOf(Priority priority)
    {
        if (!_labels.TryGetValue(priority, out string? label))
        {
            if (_labels.Count == MaxPriorities)
            {
                return OtherPriorities;
            }

            label = priority.Value.ToString(CultureInfo.InvariantCulture);
            _labels.Add(priority, label);
        }

        return label;
    }
}
