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

    private readonly UnknownOutcomes _unknown = new(clock);

    /// <summary>
    /// Runs the workers until <paramref name="stop"/>. Then hands out nothing more and waits for what is under way, which is
    /// cancelled only when the grace is over. Returns without an exception.
    /// </summary>
    public async Task RunAsync(TimeSpan grace, CancellationToken stop)
    {
        logger.ControllerStarts(name, settings.Workers);
        using var abandon = new CancellationTokenSource();
        Task workers = Task.WhenAll(
            from worker in Enumerable.Range(0, settings.Workers)
            select Task.Run(() => WorkAsync(abandon.Token), CancellationToken.None));
        await Task.WhenAny(workers, Task.Delay(Timeout.InfiniteTimeSpan, clock, stop));
        queue.ShutDown();
        await DrainAsync(workers, grace, abandon);
    }

    private async Task DrainAsync(Task workers, TimeSpan grace, CancellationTokenSource abandon)
    {
        if (await EndsWithinAsync(workers, grace))
        {
            return;
        }

        logger.DrainOverdue(name, grace);
        await abandon.CancelAsync();
        if (!await EndsWithinAsync(workers, LastChance))
        {
            logger.WorkerLeftBehind(name);
        }
    }

    private async Task<bool> EndsWithinAsync(Task workers, TimeSpan limit)
    {
        try
        {
            await workers.WaitAsync(limit, clock);
            return true;
        }
        catch (TimeoutException) when (!workers.IsCompleted)
        {
            return false;
        }
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

        if (_unknown.Remaining(key) is { } wait)
        {
            queue.AddAfter(key, wait, item.Priority);
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
        catch (Exception e)
        {
            Failed(item, e);
        }
    }

    /// <summary>The table of the README: what is retried and when, what is not, and how loudly it is told.</summary>
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
            case ApiException { IsTooManyRequests: true } busy:
                queue.AddRateLimited(key, item.Priority, busy.RetryAfter);
                logger.ReconcileThrottled(key, reason.Message);
                break;
            case ApiException { IsOutcomeUnknown: true } unknown:
                _unknown.Add(key);
                queue.AddRateLimited(key, item.Priority, Longer(unknown.RetryAfter, UnknownOutcomes.Wait));
                logger.ReconcileOutcomeUnknown(key, settings.Backoff.Failures(key), reason.Message);
                break;
            default:
                queue.AddRateLimited(key, item.Priority, (reason as ApiException)?.RetryAfter);
                logger.ReconcileFailed(key, settings.Backoff.Failures(key), reason);
                break;
        }
    }

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan ours) => asked > ours ? asked.Value : ours;
}
