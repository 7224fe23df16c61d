using System.Diagnostics.Metrics;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// The instruments of requests to the API server: names, labels and buckets of controller-runtime's adapter for client-go,
/// pkg/metrics/client_go_adapter.go.
/// </summary>
internal sealed class RequestInstruments(Meter meter)
{
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0],
    };

    public Counter<long> Total { get; } = meter.CreateCounter<long>(
        "rest_client_requests_total", null, "Requests by status code, method and host.");

    public Histogram<double> Duration { get; } = meter.CreateHistogram(
        "rest_client_request_duration_seconds", "s", "How long requests took until their answer was read; no watches.",
        null, Buckets);
}
