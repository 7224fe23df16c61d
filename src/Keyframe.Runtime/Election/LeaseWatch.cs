using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Election;

/// <summary>
/// Keeps a view of the lease up to date without polling: one list, then a watch. Whatever goes wrong, it begins anew, at most
/// once per retry period.
/// </summary>
internal sealed class LeaseWatch(
    LeaseClient client, LeaseView view, LeaderElectionOptions options, TimeProvider clock, ElectionLog log)
{
    /// <summary>How long a watch is to live, as for every cache.</summary>
    private static readonly CachePeriods Periods = new();

    /// <summary>What the server may be late by in ending a watch.</summary>
    private static readonly TimeSpan WatchdogSlack = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled, which is a normal end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            long begun = clock.GetTimestamp();
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;   // whatever way a cancelled request ends
            }
            catch (Exception e)
            {
                log.NotSeen(e);
            }

            await PauseAsync(options.RetryPeriod - clock.GetElapsedTime(begun), cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        (Lease? lease, ResourceVersion version) =
            await Attempt.WithinAsync(options.AttemptLimit, clock, client.ListAsync, cancellationToken);
        log.Seen();
        view.Saw(lease);
        TimeSpan timeout = Periods.Watch(options.Random);
        using var watchdog = new CancellationTokenSource(timeout + WatchdogSlack, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        await foreach (WatchEvent<Lease> change in client.WatchAsync(version, timeout, either.Token))
        {
            switch (change)
            {
                case WatchEvent<Lease>.Added(var item):
                    view.Saw(item);
                    break;
                case WatchEvent<Lease>.Modified(var item):
                    view.Saw(item);
                    break;
                case WatchEvent<Lease>.Deleted:
                    view.Saw(null);
                    break;
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
