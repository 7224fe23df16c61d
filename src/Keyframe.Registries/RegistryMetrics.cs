using System.Diagnostics.Metrics;

namespace Keyframe.Registries;

/// <summary>
/// What is measured of registries. Each series names its PromptRegistry by namespace and name; no other label holds a name.
/// </summary>
public sealed class RegistryMetrics : IDisposable
{
    /// <summary>The name of the meter, to subscribe to: <c>AddMeter(RegistryMetrics.MeterName)</c>.</summary>
    public const string MeterName = "Keyframe.Registries";

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0],
    };

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _drift;
    private readonly Gauge<long> _drifted;

    /// <summary>Creates the meter and its instruments.</summary>
    /// <param name="meters">Owns the meter, and is its scope; when null the meter is this object's own.</param>
    public RegistryMetrics(IMeterFactory? meters = null)
    {
        Meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _requests = Meter.CreateCounter<long>(
            "keyframe_registry_requests_total", null,
            "HTTP requests to a registry by status code, retries and redirects included.");
        _durations = Meter.CreateHistogram(
            "keyframe_registry_request_duration_seconds", "s",
            "How long requests took until their answer was read.", null, Buckets);
        _failures = Meter.CreateCounter<long>(
            "keyframe_registry_failures_total", null,
            "Questions to a registry that got no usable answer, by reason.");
        _drift = Meter.CreateCounter<long>(
            "keyframe_registry_drift_total", null,
            "Times that a source was found to give something else than was pinned, by reason.");
        _drifted = Meter.CreateGauge<long>(
            "keyframe_registry_drifted", null,
            "PromptVersions whose source gives something else than was pinned.");
    }

    /// <summary>The meter, to tell two instances in one process apart.</summary>
    internal Meter Meter { get; }

    /// <summary>Counts a source that was found to give something else than was pinned.</summary>
    /// <param name="namespace">The namespace of the PromptRegistry.</param>
    /// <param name="registry">Its name.</param>
    /// <param name="reason">One of <see cref="Api.Conditions.Reasons"/>, such as <c>ContentTampered</c>.</param>
    public void Drifted(string @namespace, string registry, string reason) =>
        _drift.Add(1, new("namespace", @namespace), new("registry", registry), new("reason", reason));

    /// <summary>Tells how many PromptVersions have a source that gives something else than was pinned.</summary>
    /// <param name="namespace">The namespace of the PromptRegistry.</param>
    /// <param name="registry">Its name.</param>
    /// <param name="count">How many.</param>
    public void SetDrifted(string @namespace, string registry, int count) =>
        _drifted.Record(count, new KeyValuePair<string, object?>("namespace", @namespace), new("registry", registry));

    /// <summary>
    /// Says that a PromptRegistry is gone: its gauge is 0 from now on. Its counters stay as they are; a counter that vanishes and
    /// comes back would look like a restart.
    /// </summary>
    /// <param name="namespace">The namespace of the PromptRegistry.</param>
    /// <param name="registry">Its name.</param>
    public void Forget(string @namespace, string registry) => SetDrifted(@namespace, registry, 0);

    /// <summary>Ends the meter, unless it is the factory's.</summary>
    public void Dispose() => Meter.Dispose();

    /// <summary>One request, over the network.</summary>
    /// <param name="access">To which registry.</param>
    /// <param name="code">The status code, or <c>&lt;error&gt;</c> where there was no answer: client-go's word for it.</param>
    /// <param name="took">Until the answer was read.</param>
    internal void Requested(RegistryAccess access, string code, TimeSpan took)
    {
        KeyValuePair<string, object?> @namespace = new("namespace", access.Namespace);
        KeyValuePair<string, object?> registry = new("registry", access.Name);
        _requests.Add(1, @namespace, registry, new("code", code));
        _durations.Record(took.TotalSeconds, @namespace, registry);
    }

    /// <summary>A question that ends in a <see cref="RegistryException"/>.</summary>
    /// <param name="access">To which registry.</param>
    /// <param name="reason">The reason of its fault.</param>
    internal void Failed(RegistryAccess access, string reason) =>
        _failures.Add(1, new("namespace", access.Namespace), new("registry", access.Name), new("reason", reason));
}
