using System.Diagnostics.Metrics;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// The instruments of controllers: names, labels and buckets of controller-runtime, pkg/internal/controller/metrics/metrics.go.
/// </summary>
/// <remarks>
/// <c>controller_runtime_reconcile_panics_total</c> is left out: what a panic is to Go is an exception here, which is an error.
/// </remarks>
internal sealed class ControllerInstruments
{
    private const string Prefix = "controller_runtime_";

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries =
        [
            0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0,
            1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
        ],
    };

    private readonly Family<ControllerMetrics> _controllers;
    private readonly Histogram<double> _time;

    public ControllerInstruments(Meter meter)
    {
        _time = meter.CreateHistogram(Prefix + "reconcile_time_seconds", "s", "How long reconciles take.", null, Buckets);
        _controllers = new Family<ControllerMetrics>(meter);
        _controllers.Counter(Prefix + "reconcile_total", "Reconciles by result.", ByResult);
        Counter("reconcile_errors_total", "Reconciles that failed.",
            c => c.Count(ReconcileOutcome.Error) + c.Count(ReconcileOutcome.TerminalError));
        Counter("terminal_reconcile_errors_total", "Reconciles that failed in a way only a change of the object can cure.",
            c => c.Count(ReconcileOutcome.TerminalError));
        Counter("reconcile_timeouts_total", "Reconciles that were cancelled because they took longer than the controller allows.",
            c => c.Timeouts);
        Gauge("max_concurrent_reconciles", "How many reconciles may run at a time.", c => c.Workers);
        Gauge("active_workers", "How many reconciles are running.", c => c.ActiveWorkers);
    }

    public ControllerMetrics For(string name) => _controllers.GetOrAdd(name, n => new ControllerMetrics(n, _time));

    private static IEnumerable<Measurement<long>> ByResult(string name, ControllerMetrics controller) =>
        from outcome in ReconcileOutcomes.All
        group controller.Count(outcome) by outcome.Result() into counts
        select new Measurement<long>(counts.Sum(), Tag(name), new("result", counts.Key));

    private void Counter(string name, string help, Func<ControllerMetrics, long> read) =>
        _controllers.Counter(Prefix + name, help, (controller, c) => [new(read(c), Tag(controller))]);

    private void Gauge(string name, string help, Func<ControllerMetrics, long> read) =>
        _controllers.Gauge(Prefix + name, null, help, (controller, c) => [new(read(c), Tag(controller))]);

    private static KeyValuePair<string, object?> Tag(string controller) => new("controller", controller);
}
