using Keyframe.Benchmarks.Calls;
using Keyframe.Operator;
using Microsoft.Extensions.Logging;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>An operator in this process, its calls on record.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KeyframeOperator _operator;
    private readonly ILoggerFactory _loggers;
    private readonly Task _run;

    private RunningOperator(World world)
    {
        Problems = new ProblemLog();
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(Problems));
        Recorder = new CallRecorder();
        _operator = new KeyframeOperator(
            world.Laboratory.OperatorConfiguration,
            new KeyframeOptions { Namespace = world.Namespace },
            TimeProvider.System,
            _loggers,
            _ => [Recorder]);
        _run = _operator.RunAsync(_stop.Token);
    }

    /// <summary>Its calls.</summary>
    public CallRecorder Recorder { get; }

    /// <summary>What it complained of.</summary>
    public ProblemLog Problems { get; }

    /// <summary>Starts one for a world, and waits until its caches are full.</summary>
    public static async Task<RunningOperator> StartAsync(World world, CancellationToken cancellationToken)
    {
        var started = new RunningOperator(world);
        while (!started._operator.HasSynced)
        {
            if (started._run.IsCompleted)
            {
                await started._run;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        return started;
    }

    /// <summary>Reconciles everything cached again.</summary>
    public void Resync() => _operator.Resync();

    /// <summary>Waits until it has not made a call for some time.</summary>
    public async Task QuietAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        int known = -1;
        while (Recorder.Calls.Count is var count && count != known)
        {
            known = count;
            await Task.Delay(silence, cancellationToken);
        }
    }

    /// <summary>Stops it, and waits until it has finished what was under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _operator.DisposeAsync();
        _loggers.Dispose();
        _stop.Dispose();
    }
}
