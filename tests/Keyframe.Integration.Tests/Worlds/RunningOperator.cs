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
    private readonly RequestLog _requests = new();
    private readonly CancellationTokenSource _stop;
    private readonly ILoggerFactory _loggers;
    private readonly TestLog _log = new();

    private RunningOperator(
        KubernetesClientConfiguration configuration, KeyframeOptions options, IReadOnlyList<Fault> faults, TimeProvider clock)
    {
        _stop = new CancellationTokenSource();
        _faults = new FaultHandler(faults) { Crashed = () => _ = _stop.CancelAsync() };
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        Objects = new Wire(() => IsGone);
        Lease = new Wire(() => IsGone);
        _operator = new KeyframeOperator(configuration, options, clock, _loggers, connection =>
            connection == Connection.Lease ? [Lease] : [_requests, _faults, Objects]);
        Run = _operator.RunAsync(_stop.Token);
    }

    /// <summary>The connection for objects, below the faults.</summary>
    public Wire Objects { get; }

    /// <summary>The connection for the lease; unused without an election.</summary>
    public Wire Lease { get; }

    /// <summary>The run, as it ends.</summary>
    public Task Run { get; }

    public bool IsLeader => _operator.IsLeader;

    public bool HasSynced => _operator.HasSynced;

    /// <summary>The operator's writes so far, events not counted.</summary>
    public IReadOnlyList<Write> Writes => _faults.Trace;

    /// <summary>All the operator's requests so far, as <c>GET /path?query</c>.</summary>
    public IReadOnlyCollection<string> Requests => _requests.Lines;

    /// <summary>All that it has logged, at every level.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>Whether a fault has ended it.</summary>
    public bool IsGone => _faults.IsGone;

    /// <summary>Completes when it has ended, whatever ended it.</summary>
    public Task Ended => Run.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public static RunningOperator Start(
        KubernetesClientConfiguration configuration, KeyframeOptions options, IReadOnlyList<Fault> faults, TimeProvider? clock = null) =>
        new(configuration, options, faults, clock ?? TimeProvider.System);

    /// <summary>Reconciles everything cached again.</summary>
    public void Resync() => _operator.Resync();

    /// <summary>Compares every cache with the server.</summary>
    public Task RelistAsync() => _operator.RelistAsync();

    /// <summary>Waits until it has asked for nothing for half a second.</summary>
    public async Task QuietAsync()
    {
        for (int before = -1; before != Requests.Count;)
        {
            before = Requests.Count;
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Stops it, and waits until it has stopped.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _operator.DisposeAsync();
        _stop.Dispose();
        _loggers.Dispose();
    }
}
