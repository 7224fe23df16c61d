using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Election;

/// <summary>
/// Competes for a Lease, so that of several replicas one writes. Given to a manager by <c>ControllerManager.LeadBy</c>, which
/// runs it.
/// </summary>
/// <remarks>
/// The protocol is that of client-go's leaderelection. What it adds: a standby watches the lease instead of polling it; the
/// leader does not only stop at its deadline but has its writes cut off and refused there, also when the process was frozen
/// meanwhile; no decision depends on the time of day; and two processes under one identity by mistake do not both take the
/// lease for theirs.
/// </remarks>
public sealed class LeaderElector : IDisposable
{
    /// <summary>How often one attempt starts over because the lease changed under it.</summary>
    private const int Looks = 3;

    private readonly ApiTransport _transport;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly ElectionLog _log;
    private readonly LeaseClient _client;
    private readonly Candidacy _candidacy;
    private readonly LeaseView _view;
    private readonly LeadershipFence _fence;
    private Lease? _held;
    private int _hasRun;

    /// <summary>Makes an elector that does nothing yet.</summary>
    /// <param name="leaseTransport">
    /// A transport for the lease alone: renewals must not wait behind other requests, nor share their connection. It stays
    /// the caller's.
    /// </param>
    /// <param name="options">Which lease, and how long things take.</param>
    /// <param name="clock">The clock. Its timestamps decide; its time of day is only written down, for people.</param>
    /// <param name="loggers">Where the log goes.</param>
    /// <exception cref="ArgumentException">The options do not fit together; the message says how.</exception>
    public LeaderElector(
        ApiTransport leaseTransport, LeaderElectionOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(leaseTransport);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        (_transport, _options, _clock) = (leaseTransport, options, clock);
        _log = new ElectionLog(loggers.CreateLogger<LeaderElector>(), options);
        _client = new LeaseClient(leaseTransport, options);
        _candidacy = new Candidacy(options, clock);
        _view = new LeaseView(options, _candidacy.Owns, clock, _log);
        _fence = new LeadershipFence(options, clock, _log.Lost);
    }

    /// <summary>The lease as <c>namespace/name</c>.</summary>
    public string Name => $"{_options.LeaseNamespace}/{_options.LeaseName}";

    /// <summary>Whether we lead now: the deadline is asked, not only what was last known.</summary>
    public bool IsLeader => _fence.IsOpen;

    /// <summary>
    /// False when leadership is lost, or its renewal overdue, and the process still runs. A standby is healthy. For a
    /// liveness probe.
    /// </summary>
    public bool IsHealthy => !_fence.IsLost;

    /// <inheritdoc/>
    public void Dispose() => _fence.Dispose();

    /// <summary>From now on lets the writes of a transport pass only while we lead.</summary>
    /// <exception cref="ArgumentException">It is the transport of the lease, or its writes may outlast the lease.</exception>
    internal void Fence(ApiTransport transport)
    {
        if (ReferenceEquals(transport, _transport))
        {
            throw new ArgumentException("The lease needs a transport of its own, apart from what it guards.", nameof(transport));
        }

        if (transport.Options.WriteTimeout >= _options.Margin)
        {
            throw new ArgumentException(
                $"WriteTimeout ({transport.Options.WriteTimeout}) must be less than LeaseDuration minus RenewDeadline "
                + $"({_options.Margin}): a write that goes out just before the deadline has to end before anybody else may lead.",
                nameof(transport));
        }

        transport.FenceWrites(_fence);
    }

    /// <summary>
    /// Waits until we lead, does the work while renewing the lease, and gives the lease back when the work has ended.
    /// </summary>
    /// <param name="work">The work of a leader. Its token is cancelled when leadership is lost; then it ends at once.</param>
    /// <param name="stop">Ends the wait. The work is told to stop by its owner.</param>
    /// <exception cref="LeadershipLostException">Leadership was lost; the work has ended.</exception>
    /// <exception cref="OperationCanceledException">Stopped before we led.</exception>
    internal async Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _hasRun, 1) == 1)
        {
            throw new InvalidOperationException("An elector leads once: make another one.");
        }

        await AcquireAsync(stop);
        using var done = new CancellationTokenSource();
        Task renewing = Task.Run(() => RenewAsync(done.Token), CancellationToken.None);
        try
        {
            await work(_fence.Closed);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
            if (_fence.TryEnd())
            {
                await ReleaseAsync();
            }
        }

        if (_fence.LostBecause is { } reason)
        {
            throw new LeadershipLostException(Name, reason);
        }
    }

    private async Task AcquireAsync(CancellationToken stop)
    {
        long start = _clock.GetTimestamp();
        using var standby = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task watching = Task.Run(
            () => new LeaseWatch(_client, _view, _options, _clock, _log).RunAsync(standby.Token), CancellationToken.None);
        try
        {
            do
            {
                if (await _view.WaitUntilFreeAsync(stop))
                {
                    // The others saw the same at the same moment.
                    await Task.Delay(_options.RetryPeriod / 20 * (1 + _options.Random()), _clock, stop);
                }
            }
            while (!await TryTakeAsync(stop));
        }
        finally
        {
            await standby.CancelAsync();
            await watching;
        }

        _log.BecameLeader(_clock.GetElapsedTime(start), _held!.Spec?.LeaseTransitions);
    }

    /// <summary>
    /// Takes the lease if it is still free, and waits for a while if that fails. A stop does not cut it off, for what was
    /// taken must be given back.
    /// </summary>
    private async Task<bool> TryTakeAsync(CancellationToken stop)
    {
        long begun = _clock.GetTimestamp();
        try
        {
            _held = await Attempt.WithinAsync(_options.AttemptLimit, _clock, TakeOnceAsync, CancellationToken.None);
            return _held is not null && _fence.TryOpen(begun);
        }
        catch (Exception e)
        {
            if (!IsRace(e))
            {
                _log.NotTaken(e);
            }

            await Task.Delay(_options.RetryPeriod / 2 * (1 + _options.Random()), _clock, stop);
            return false;
        }
    }

    private async Task<Lease?> TakeOnceAsync(CancellationToken cancellationToken)
    {
        Lease? seen = await _client.GetAsync(cancellationToken);
        _view.Saw(seen);
        if (_view.HeldFor() != TimeSpan.Zero)
        {
            _candidacy.Withdraw();
            return null;
        }

        return await _client.WriteAsync(seen, _candidacy.Take(seen), cancellationToken);
    }

    /// <summary>Renews until done, or until there is nothing to renew.</summary>
    private async Task RenewAsync(CancellationToken done)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(done, _fence.Closed);
        long begun = _clock.GetTimestamp();
        while (true)
        {
            TimeSpan pause = _options.RetryPeriod - _clock.GetElapsedTime(begun);
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _clock, end.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _fence.Expire();
            if (end.IsCancellationRequested || !_fence.IsOpen)
            {
                return;
            }

            begun = _clock.GetTimestamp();
            try
            {
                _held = await Attempt.WithinAsync(
                    _options.AttemptLimit, _clock, token => WriteOverAsync(_candidacy.Renew, token), end.Token);
                _fence.TryExtend(begun);
            }
            catch (LeaseTakenException e)
            {
                _fence.Lose(e.Message);
            }
            catch (Exception e) when (!end.IsCancellationRequested)
            {
                _fence.Failed(_log.Explain(e));
                _log.NotRenewed(e, _fence.TimeLeft);
            }
            catch (Exception)
            {
                return;   // cut off in the middle; whether it was done shows by its version
            }
        }
    }

    private async Task ReleaseAsync()
    {
        if (_fence.MayStillBeWriting)
        {
            _log.LeftToExpire();
            return;
        }

        try
        {
            await Attempt.WithinAsync(
                _options.AttemptLimit, _clock, token => WriteOverAsync(_candidacy.Release, token), CancellationToken.None);
            _log.Released();
        }
        catch (Exception e)
        {
            _log.NotReleased(e);
        }
    }

    /// <summary>
    /// Writes over our own record. First without looking; where that is refused, over what is there now if it is still ours:
    /// an answer to us got lost, or the lease was touched or deleted by somebody who did not take it.
    /// </summary>
    private async Task<Lease> WriteOverAsync(Func<LeaseSpec, LeaseSpec> next, CancellationToken cancellationToken)
    {
        Lease? seen = _held;
        LeaseSpec record = _held!.Spec!;
        for (int look = 1; ; look++)
        {
            try
            {
                return await _client.WriteAsync(seen, next(record), cancellationToken);
            }
            catch (Exception e) when (IsStale(e) && look < Looks)
            {
                seen = await _client.GetAsync(cancellationToken);
                if (seen is not null)
                {
                    record = seen.Spec is { } now && _candidacy.Owns(now)
                        ? now
                        : throw new LeaseTakenException(_candidacy.Explain(seen.Spec));
                }
            }
        }
    }

    /// <summary>Somebody else was faster.</summary>
    private static bool IsRace(Exception e) => e is ApiException { IsConflict: true } or ApiException { IsAlreadyExists: true };

    /// <summary>The lease is not as we know it: another version, gone, there already, or another one of its name.</summary>
    private static bool IsStale(Exception e) =>
        IsRace(e) || e is ApiException { IsNotFound: true } or ApiException { IsInvalid: true };
}
