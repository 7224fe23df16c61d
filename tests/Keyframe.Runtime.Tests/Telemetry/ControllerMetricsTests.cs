using System.Net;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>What happened to a reconcile, and which series tell of it.</summary>
public sealed class ControllerMetricsTests
{
    private const string Prefix = "controller_runtime_";

    public static TheoryData<string, string> Outcomes => new()
    {
        { "done", "reconcile_total{controller=test,result=success} 1" },
        { "after 5 s", "reconcile_total{controller=test,result=requeue_after} 1" },
        { "stale", "reconcile_total{controller=test,result=requeue} 1" },
        {
            "defect",
            """
            reconcile_errors_total{controller=test} 1
            reconcile_total{controller=test,result=error} 1
            """
        },
        {
            "refused",
            """
            reconcile_errors_total{controller=test} 1
            reconcile_total{controller=test,result=error} 1
            """
        },
        {
            "terminal",
            """
            reconcile_errors_total{controller=test} 1
            reconcile_total{controller=test,result=error} 1
            terminal_reconcile_errors_total{controller=test} 1
            """
        },
        {
            "out of time",
            """
            reconcile_errors_total{controller=test} 1
            reconcile_time_seconds{controller=test} 20
            reconcile_timeouts_total{controller=test} 1
            reconcile_total{controller=test,result=error} 1
            """
        },
        {
            "done, but late",
            """
            reconcile_time_seconds{controller=test} 20
            reconcile_timeouts_total{controller=test} 1
            reconcile_total{controller=test,result=success} 1
            """
        },
        {
            "own time limit",
            """
            reconcile_errors_total{controller=test} 1
            reconcile_total{controller=test,result=error} 1
            """
        },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task An_outcome_is_counted(string outcome, string expected)
    {
        MeasuredManager? made = null;
        await using MeasuredManager it = made = new(
            (key, token) => ActAsync(outcome, key, made!, token), b => b.Timeout(TimeSpan.FromSeconds(20)));
        it.Server.Put("a");
        it.Start();
        await it.ReconciledAsync();
        string[] series = [$"{Prefix}max_concurrent_reconciles{{controller=test}} 1", .. expected.Split('\n').Select(s => Prefix + s)];
        Assert.Equal(string.Join('\n', series.Select(s => s.TrimEnd('\r'))), it.Seen.NonZero(Prefix));
    }

    [Theory]
    [InlineData("done", 0)]
    [InlineData("after 5 s", 0)]
    [InlineData("terminal", 0)]
    [InlineData("stale", 1)]
    [InlineData("defect", 1)]
    [InlineData("out of time", 1)]
    public async Task Only_what_is_tried_again_because_it_did_not_succeed_is_a_retry(string outcome, int retries)
    {
        MeasuredManager? made = null;
        await using MeasuredManager it = made = new(
            (key, token) => ActAsync(outcome, key, made!, token), b => b.Timeout(TimeSpan.FromSeconds(20)));
        it.Server.Put("a");
        it.Start();
        await it.ReconciledAsync();
        Assert.Equal(retries, it.Seen.Collect()["workqueue_retries_total{controller=test,name=test}"]);
    }

    [Fact]
    public async Task Every_series_is_there_at_0_before_anything_happened()
    {
        await using var it = new MeasuredManager(configure: b => b.Workers(3));
        it.Start();
        await it.Informer.Synced.Soon();
        await it.Server.NextWatchAsync();
        Assert.Equal(
            """
            controller_runtime_active_workers{controller=test} 0
            controller_runtime_max_concurrent_reconciles{controller=test} 3
            controller_runtime_reconcile_errors_total{controller=test} 0
            controller_runtime_reconcile_timeouts_total{controller=test} 0
            controller_runtime_reconcile_total{controller=test,result=error} 0
            controller_runtime_reconcile_total{controller=test,result=requeue_after} 0
            controller_runtime_reconcile_total{controller=test,result=requeue} 0
            controller_runtime_reconcile_total{controller=test,result=success} 0
            controller_runtime_terminal_reconcile_errors_total{controller=test} 0
            """,
            MetricsCollector.Text(it.Seen.Collect(Prefix)));
        Assert.Equal(
            """
            workqueue_adds_total{controller=test,name=test} 0
            workqueue_depth{controller=test,name=test,priority=0} 0
            workqueue_longest_running_processor_seconds{controller=test,name=test} 0
            workqueue_retries_total{controller=test,name=test} 0
            workqueue_unfinished_work_seconds{controller=test,name=test} 0
            """,
            MetricsCollector.Text(it.Seen.Collect("workqueue_")));
    }

    [Fact]
    public async Task Whoever_listens_late_finds_the_counts_from_the_beginning()
    {
        await using var it = new MeasuredManager();
        it.Server.Put("a");
        it.Server.Put("b");
        it.Start();
        await it.ReconciledAsync(2);
        using var late = new MetricsCollector(it.Metrics);
        Assert.Equal(2, late.Collect()["controller_runtime_reconcile_total{controller=test,result=success}"]);
    }

    [Fact]
    public async Task A_running_reconcile_is_seen_to_run()
    {
        var finish = new TaskCompletionSource();
        await using var it = new MeasuredManager(async (_, _) =>
        {
            await finish.Task;
            return ReconcileResult.Done;
        });
        it.Server.Put("a");
        it.Start();
        await Eventually.HoldsAsync(() => it.Reconciler.Asked.Count == 1);
        it.Clock.Advance(TimeSpan.FromSeconds(7));
        IReadOnlyDictionary<string, double> running = it.Seen.Collect();
        Assert.Equal(1, running["controller_runtime_active_workers{controller=test}"]);
        Assert.Equal(7, running["workqueue_unfinished_work_seconds{controller=test,name=test}"]);
        Assert.Equal(7, running["workqueue_longest_running_processor_seconds{controller=test,name=test}"]);
        finish.SetResult();
        await it.ReconciledAsync();
        IReadOnlyDictionary<string, double> done = it.Seen.Collect();
        Assert.Equal(0, done["controller_runtime_active_workers{controller=test}"]);
        Assert.Equal(7, done["controller_runtime_reconcile_time_seconds{controller=test}"]);
        Assert.Equal(7, done["workqueue_work_duration_seconds{controller=test,name=test}"]);
    }

    [Fact]
    public async Task A_reconcile_that_the_shutdown_cut_short_is_neither_an_error_nor_a_success()
    {
        await using var it = new MeasuredManager(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return ReconcileResult.Done;
        });
        it.Server.Put("a");
        it.Start();
        await Eventually.HoldsAsync(() => it.Reconciler.Asked.Count == 1);
        Task stopped = it.StopAsync();
        await Eventually.HoldsAsync(() =>
        {
            it.Clock.Advance(TimeSpan.FromSeconds(1));
            return it.Logger.Messages(1106).Any();   // the grace is over, and the reconcile cancelled
        });
        await stopped.Soon();
        Assert.Equal($"{Prefix}max_concurrent_reconciles{{controller=test}} 1", it.Seen.NonZero(Prefix));
    }

    private static async Task<ReconcileResult> ActAsync(
        string outcome, ObjectKey key, MeasuredManager it, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case "done":
                return ReconcileResult.Done;
            case "after 5 s":
                return ReconcileResult.After(TimeSpan.FromSeconds(5));
            case "stale":
                it.Server.Next(r => r.IsSingle, _ => Answers.Status(HttpStatusCode.Conflict, "Conflict"));
                await it.Client.GetAsync(key, cancellationToken);
                break;
            case "refused":
                it.Server.Next(r => r.IsSingle, _ => Answers.Status(HttpStatusCode.InternalServerError, "InternalError"));
                await it.Client.GetAsync(key, cancellationToken);
                break;
            case "terminal":
                throw new TerminalException("give up");
            case "out of time":
                it.Clock.Advance(TimeSpan.FromSeconds(20));
                cancellationToken.ThrowIfCancellationRequested();
                break;
            case "done, but late":
                it.Clock.Advance(TimeSpan.FromSeconds(20));
                return ReconcileResult.Done;
            case "own time limit":
                throw new TaskCanceledException("a client's own");
        }

        throw new InvalidOperationException("defect");
    }
}
