using Keyframe.Runtime.Election;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>One replica: an elector over a lease, and a transport that it guards.</summary>
internal sealed class ElectionHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<CancellationToken> _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ApiTransport _leaseTransport;
    private Task? _run;

    public ElectionHarness(Func<LeaderElectionOptions, LeaderElectionOptions>? change = null)
    {
        LeaderElectionOptions options = new()
        {
            LeaseNamespace = "system",
            LeaseName = "operator",
            Identity = "me",
            Random = () => 0,
        };
        Options = change?.Invoke(options) ?? options;
        _leaseTransport = Leases.Transport(Clock);
        Elector = new LeaderElector(_leaseTransport, Options, Clock, Logger);
        Guarded = Objects.Transport(Clock);
        Elector.Fence(Guarded);
    }

    public static TimeSpan Jitter { get; } = TimeSpan.FromSeconds(0.1);

    public LeaderElectionOptions Options { get; }

    public ElectionClock Clock { get; } = new();

    public LeaseServer Leases { get; } = new();

    public FakeServer Objects { get; } = new();

    public CollectingLogger Logger { get; } = new();

    public LeaderElector Elector { get; }

    /// <summary>The transport whose writes need leadership.</summary>
    public ApiTransport Guarded { get; }

    /// <summary>The run, which ends with a stop or with the loss of leadership.</summary>
    public Task Run => _run!;

    /// <summary>Starts to compete. The work of the leader is to wait for a stop, or for the loss.</summary>
    public void Start() => _run = Task.Run(() => Elector.LeadAsync(
        async lost =>
        {
            _leading.TrySetResult(lost);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, _stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        },
        _stop.Token));

    /// <summary>Waits until we lead and are about to wait for the next renewal. The token tells the loss.</summary>
    public async Task<CancellationToken> LeadsAsync()
    {
        CancellationToken lost = await _leading.Task.Soon();
        await Clock.ArmedAsync(Options.RetryPeriod);
        return lost;
    }

    /// <summary>Starts, on a server without a lease, and leads.</summary>
    public Task<CancellationToken> StartLeadingAsync()
    {
        Start();
        return LeadsAsync();
    }

    /// <summary>Starts, on a server where somebody else holds the lease, and waits until nothing is left to do.</summary>
    public async Task StandByAsync()
    {
        Start();
        await Eventually.HoldsAsync(() => Leases.Watching == 1, "a watch");
        await Clock.ArmedAsync(Options.LeaseDuration);
    }

    /// <summary>Lets the next renewal happen, whatever becomes of it, and waits until the one after it is waited for.</summary>
    public async Task RenewAsync()
    {
        Clock.Advance(Options.RetryPeriod);
        await Clock.ArmedAsync(Options.RetryPeriod);
    }

    /// <summary>A write over the guarded transport.</summary>
    public Task<Widget> WriteAsync() => Guarded.Resource(Widget.Type).MergePatchAsync(
        new ObjectKey("ns", "a"), [], TestContext.Current.CancellationToken);

    public Task StopAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_run is not null)
        {
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Elector.Dispose();
        _leaseTransport.Dispose();
        Guarded.Dispose();
        _stop.Dispose();
    }
}
