using System.Diagnostics.Metrics;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// What the runtime measures, under the names that dashboards and alerts for controller-runtime know. Give one instance to
/// <see cref="ApiTransportOptions.Metrics"/> and <c>ControllerManagerOptions.Metrics</c>; without one nothing is measured.
/// </summary>
/// <remarks>
/// Counters and gauges are read when somebody collects, so every series of a controller is there, at 0, from the moment it is
/// built, whoever begins to listen when. Histograms bring their own buckets as advice. No tag ever holds the name of an object.
/// </remarks>
public sealed class RuntimeMetrics : IDisposable
{
    /// <summary>The name of the meter, to subscribe to: <c>AddMeter(RuntimeMetrics.MeterName)</c>.</summary>
    public const string MeterName = "Keyframe.Runtime";

    private readonly ControllerInstruments _controllers;
    private readonly QueueInstruments _queues;
    private readonly InformerInstruments _informers;
    private readonly RequestInstruments _requests;
    private readonly Family<Func<bool>> _leaders;
    private long _droppedEvents;

    /// <summary>Creates the meter and its instruments.</summary>
    /// <param name="meters">Owns the meter, and is its scope; when null the meter is this object's own.</param>
    public RuntimeMetrics(IMeterFactory? meters = null)
    {
        Meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _controllers = new ControllerInstruments(Meter);
        _queues = new QueueInstruments(Meter);
        _informers = new InformerInstruments(Meter);
        _requests = new RequestInstruments(Meter);
        _leaders = new Family<Func<bool>>(Meter);
        _leaders.Gauge("leader_election_master_status", null, "Whether this process holds the lease: 1, or 0 for a standby.",
            (name, isLeader) => [new(isLeader() ? 1 : 0, new KeyValuePair<string, object?>("name", name))]);
        Meter.CreateObservableCounter("events_dropped_total", () => Interlocked.Read(ref _droppedEvents), null,
            "Kubernetes events that were not sent because too many were waiting.");
    }

    /// <summary>The meter, to tell two instances in one process apart.</summary>
    internal Meter Meter { get; }

    /// <summary>Ends the meter, unless it is the factory's.</summary>
    public void Dispose() => Meter.Dispose();

    /// <summary>The measurements of one controller; the same ones for the same name.</summary>
    internal ControllerMetrics Controller(string name) => _controllers.For(name);

    /// <summary>The measurements of one controller's queue.</summary>
    internal QueueMetrics Queue(string controller) => _queues.For(controller);

    /// <summary>The measurements of the caches of one resource, such as <c>deployments.apps</c>.</summary>
    internal InformerMetrics Informer(string resource) => _informers.For(resource);

    /// <summary>The measurements of the requests to one server.</summary>
    /// <param name="server">Its address.</param>
    internal RequestMetrics Requests(Uri server) => new(_requests, server);

    /// <summary>Shows who leads.</summary>
    /// <param name="name">The lease, as <c>namespace/name</c>.</param>
    /// <param name="isLeader">Asked whenever somebody collects.</param>
    internal void RegisterLeader(string name, Func<bool> isLeader) => _leaders.Set(name, isLeader);

    internal void EventDropped() => Interlocked.Increment(ref _droppedEvents);
}
