using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Tests.Controllers;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>A manager with one controller, <c>test</c>, on a fake server and a fake clock, and what it measures.</summary>
internal sealed class MeasuredManager : IAsyncDisposable
{
    private readonly ApiTransport _transport;
    private readonly CancellationTokenSource _stop = new();
    private Task? _run;

    public MeasuredManager(
        Func<ObjectKey, CancellationToken, Task<ReconcileResult>>? act = null,
        Action<ControllerBuilder>? configure = null,
        RuntimeMetrics? metrics = null,
        bool measured = true)
    {
        Metrics = metrics ?? new RuntimeMetrics();
        Seen = new MetricsCollector(Metrics);
        Server = new FakeServer { Metrics = measured ? Metrics : null };
        _transport = Server.Transport(Clock);
        var options = new ControllerManagerOptions
        {
            ReportingController = "test.dev/operator",
            ReportingInstance = "pod-1",
            Metrics = measured ? Metrics : null,
        };
        Manager = new ControllerManager(_transport, options, Clock, Logger);
        Reconciler = act is null ? new FakeReconciler() : new FakeReconciler(act);
        Informer = Manager.Informer(Widget.Type);
        ControllerBuilder builder = Manager.AddController("test", Reconciler).For(Informer);
        configure?.Invoke(builder);
    }

    public RuntimeMetrics Metrics { get; }

    public MetricsCollector Seen { get; }

    public FakeServer Server { get; }

    public FakeTimeProvider Clock { get; } = new();

    public CollectingLogger Logger { get; } = new();

    public ControllerManager Manager { get; }

    public FakeReconciler Reconciler { get; }

    public Informer<Widget> Informer { get; }

    public ResourceClient<Widget> Client => _transport.Resource(Widget.Type);

    public void Start() => _run = Manager.RunAsync(_stop.Token);

    /// <summary>Waits until so many reconciles have begun, and none is running.</summary>
    public Task ReconciledAsync(int count = 1) => Eventually.HoldsAsync(
        () => Reconciler.Asked.Count == count && Metrics.Controller("test").ActiveWorkers == 0
            && Metrics.Queue("test").Unfinished.Total == TimeSpan.Zero,
        $"{count} reconciles");

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await (_run ?? Task.CompletedTask).Soon();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Manager.DisposeAsync();
        _transport.Dispose();
        Seen.Dispose();
        Metrics.Dispose();
        _stop.Dispose();
    }
}
