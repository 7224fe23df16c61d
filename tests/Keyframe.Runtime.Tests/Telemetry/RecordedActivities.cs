using System.Collections.Concurrent;
using System.Diagnostics;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>The activities of one controller, and of .NET's HTTP client, that ended since this was made.</summary>
internal sealed class RecordedActivities : IDisposable
{
    private readonly string _controller;
    private readonly ActivityListener _listener;

    public RecordedActivities(string controller)
    {
        _controller = controller;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RuntimeActivity.SourceName or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Of all of the process, as far as they are sampled.</summary>
    public ConcurrentQueue<Activity> Ended { get; } = [];

    public IEnumerable<Activity> Reconciles => Ended.Where(a => a.OperationName == $"Reconcile {_controller}");

    public void Dispose() => _listener.Dispose();
}
