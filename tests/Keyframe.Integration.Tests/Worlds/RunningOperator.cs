using k8s;
using Keyframe.Operator;
using Keyframe.Testing.Faults;
using Microsoft.Extensions.Logging;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>An operator in this process, with its writes on record. A fault can end it as a crash would.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly KeyframeOperator _operator;
    private readonly FaultHandler _faults;
    private readonly CancellationTokenSource _stop;
    private readonly ILoggerFactory _loggers;
    private readonly Task _run;

    private RunningOperator(KubernetesClientConfiguration configuration, string @namespace, IReadOnlyList<Fault> faults)
    {
        _stop = new CancellationTokenSource();
        _faults = new FaultHandler(faults) { Crashed = () => _ = _stop.CancelAsync() };
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(new TestLog()));
        _operator = new KeyframeOperator(configuration, new KeyframeOptions { Namespace = @namespace }, TimeProvider.System, _loggers, _faults);
        _run = _operator.RunAsync(_stop.Token);
    }

    /// <summary>The operator's writes so far, events not counted.</summary>
    public IReadOnlyList<Write> Writes => _faults.Trace;

    /// <summary>Whether a fault has ended it.</summary>
    public bool IsGone => _faults.IsGone;

    /// <summary>Completes when it has ended, whatever ended it.</summary>
    public Task Ended => _run.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public static RunningOperator Start(KubernetesClientConfiguration configuration, string @namespace, IReadOnlyList<Fault> faults) =>
        new(configuration, @namespace, faults);

    /// <summary>Stops it, and waits until it has stopped.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _operator.DisposeAsync();
        _stop.Dispose();
        _loggers.Dispose();
    }
}
