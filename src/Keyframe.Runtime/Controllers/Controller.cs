using System.Diagnostics;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Telemetry;
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
        Activity.Current = null;   // each reconcile is a trace of its own, not a part of whatever started the manager
        while (await queue.TakeAsync(CancellationToken.None) is { } item)
        {
            using (item)
            {
                settings.Metrics?.WorkBegins();
                await ProcessAsync(item, abandon);
                settings.Metrics?.WorkEnds();
            }
        }
    }

    /// <summary>One key, and what follows from how it went. Never throws: one object never stops the others.</summary>
    internal async Task ProcessAsync(WorkItem<ObjectKey> item, CancellationToken abandon)
    {
        ObjectKey key = item.Key;
        Guid reconcileId = Guid.NewGuid();
        using IDisposable? scope = logger.ReconcileScope(name, key, reconcileId);
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

        using Activity? activity = RuntimeActivity.StartReconcile(name, item, reconcileId);
        long start = clock.GetTimestamp();
        if (await ReconcileAsync(item, activity, abandon) is { } outcome)
        {
            settings.Metrics?.Reconciled(outcome, clock.GetElapsedTime(start));
            activity?.SetOutcome(outcome);
        }
    }

    /// <summary>Null when the shutdown cut it short, which tells nothing about the key.</summary>
    private async Task<ReconcileOutcome?> ReconcileAsync(
        WorkItem<ObjectKey> item, Activity? activity, CancellationToken abandon)
    {
        ObjectKey key = item.Key;
        using CancellationTokenSource? limit = settings.Timeout is { } time ? new(time, clock) : null;
        using CancellationTokenSource? either = limit is null
            ? null
            : CancellationTokenSource.CreateLinkedTokenSource(abandon, limit.Token);
        try
        {
            ReconcileResult result = await reconciler.ReconcileAsync(key, either?.Token ?? abandon);
            logger.Reconciled(key, result.RequeueAfter);
            queue.Forget(key);
            if (result.RequeueAfter is not { } delay)
            {
                return ReconcileOutcome.Success;
            }

            queue.AddAfter(key, delay, item.Priority);
            return ReconcileOutcome.RequeueAfter;
        }
        catch (Exception e) when (e is WriteFencedException || (e is OperationCanceledException && abandon.IsCancellationRequested))
        {
            logger.ReconcileAbandoned(key);
            return null;
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            return TimedOut(item, activity);
        }
        catch (Exception e)
        {
            return Failed(item, activity, e);
        }
        finally
        {
            if (limit is { IsCancellationRequested: true } && !abandon.IsCancellationRequested)
            {
                settings.Metrics?.TimedOut();
            }
        }
    }

    private ReconcileOutcome TimedOut(WorkItem<ObjectKey> item, Activity? activity)
    {
        queue.AddRateLimited(item.Key, item.Priority);
        logger.ReconcileTimedOut(item.Key, settings.Timeout, settings.Backoff.Failures(item.Key));
        activity?.SetFailure("timeout");
        return ReconcileOutcome.Error;
    }

    /// <summary>The table of the README: what is retried and when, what is not, and how loudly it is told.</summary>
    private ReconcileOutcome Failed(WorkItem<ObjectKey> item, Activity? activity, Exception reason)
    {
        ObjectKey key = item.Key;
        switch (reason)
        {
            case TerminalException or ApiException { IsRequestTooLarge: true }:
                queue.Forget(key);
                logger.ReconcileTerminal(key, reason);
                activity?.SetFailure(reason.GetType().FullName!);
                return ReconcileOutcome.TerminalError;
            case ApiException { IsConflict: true, FieldConflicts.Count: 0 }:
                queue.AddRateLimited(key, item.Priority);
                logger.ReconcileConflict(key, reason.Message);
                return ReconcileOutcome.Requeue;
            case ApiException { IsTooManyRequests: true } busy:
                queue.AddRateLimited(key, item.Priority, busy.RetryAfter);
                logger.ReconcileThrottled(key, reason.Message);
                return ReconcileOutcome.Requeue;
            case ApiException { IsOutcomeUnknown: true } unknown:
                _unknown.Add(key);
                queue.AddRateLimited(key, item.Priority, Longer(unknown.RetryAfter, UnknownOutcomes.Wait));
                logger.ReconcileOutcomeUnknown(key, settings.Backoff.Failures(key), reason.Message);
                activity?.SetFailure(reason.GetType().FullName!);
                return ReconcileOutcome.Error;
            default:
                queue.AddRateLimited(key, item.Priority, (reason as ApiException)?.RetryAfter);
                logger.ReconcileFailed(key, settings.Backoff.Failures(key), reason);
                activity?.SetFailure(reason.GetType().FullName!);
                return ReconcileOutcome.Error;
        }
    }

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan ours) => asked > ours ? asked.Value : ours;
}
