using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Controllers;

/// <summary>Takes keys from a queue and reconciles them, until told to stop.</summary>
internal sealed class Controller(
    string name,
    IReconciler reconciler,
    WorkQueue<ObjectKey> queue,
    ControllerSettings settings,
    TimeProvider clock,
    ILogger logger)
{
    /// <summary>The event of our own write usually comes first and brings the key back by itself.</summary>
    internal static readonly TimeSpan BehindDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>What a reconcile may take to notice that it was cancelled.</summary>
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs the workers until <paramref name="stop"/>. Then hands out nothing more and waits for what is under way, which is
    /// cancelled when the grace is over, or at once by <paramref name="now"/>. Returns without an exception.
    /// </summary>
    public async Task RunAsync(TimeSpan grace, CancellationToken stop, CancellationToken now)
    {
        logger.ControllerStarts(name, settings.Workers);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(now);
        Task workers = Task.WhenAll(
            from worker in Enumerable.Range(0, settings.Workers)
            select Task.Run(() => WorkAsync(abandon.Token), CancellationToken.None));
        await Task.WhenAny(workers, Task.Delay(Timeout.InfiniteTimeSpan, clock, stop));
        queue.ShutDown();
        await DrainAsync(workers, grace, abandon);
    }

    private async Task DrainAsync(Task workers, TimeSpan grace, CancellationTokenSource abandon)
    {
        if (await EndsWithinAsync(workers, grace, abandon.Token))
        {
            return;
        }

        if (!abandon.IsCancellationRequested)
        {
            logger.DrainOverdue(name, grace);
            await abandon.CancelAsync();
        }

        if (!await EndsWithinAsync(workers, LastChance, CancellationToken.None))
        {
            logger.WorkerLeftBehind(name);
        }
    }

    private async Task<bool> EndsWithinAsync(Task workers, TimeSpan limit, CancellationToken now)
    {
        await workers.WaitAsync(limit, clock, now).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!workers.IsCompleted)
        {
            return false;
        }

        await workers;   // which never fails, unless by a defect that must show
        return true;
    }

    private async Task WorkAsync(CancellationToken abandon)
    {
        while (await queue.TakeAsync(CancellationToken.None) is { } item)
        {
            using (item)
            {
                await ProcessAsync(item, abandon);
            }
        }
    }

    /// <summary>One key, and what follows from how it went. Never throws: one object never stops the others.</summary>
    internal async Task ProcessAsync(WorkItem<ObjectKey> item, CancellationToken abandon)
    {
        ObjectKey key = item.Key;
        using IDisposable? scope = logger.ReconcileScope(name, key);
        if (settings.Writes is { } writes && !writes.CaughtUp(key))
        {
            logger.ReconcileBehind(key);
            queue.AddAfter(key, BehindDelay, item.Priority);
            return;
        }

        try
        {
            ReconcileResult result = await reconciler.ReconcileAsync(key, abandon);
            logger.Reconciled(key, result.RequeueAfter);
            queue.Forget(key);
            if (result.RequeueAfter is { } delay)
            {
                queue.AddAfter(key, delay, item.Priority);
            }
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            logger.ReconcileAbandoned(key);
        }
        catch (WriteFencedException)
        {
            logger.ReconcileAbandoned(key);
        }
        catch (Exception e)
        {
            Failed(item, e);
        }
    }

    private void Failed(WorkItem<ObjectKey> item, Exception reason)
    {
        ObjectKey key = item.Key;
        switch (reason)
        {
            case TerminalException or ApiException { IsRequestTooLarge: true }:
                queue.Forget(key);
                logger.ReconcileTerminal(key, reason);
                break;
            case ApiException { IsConflict: true, FieldConflicts.Count: 0 }:
                queue.AddRateLimited(key, item.Priority);
                logger.ReconcileConflict(key, reason.Message);
                break;
            default:
                queue.AddRateLimited(key, item.Priority, (reason as ApiException)?.RetryAfter);
                logger.ReconcileFailed(key, settings.Backoff.Failures(key), reason);
                break;
        }
    }
}
