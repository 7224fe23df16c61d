using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Controllers;

/// <summary>What follows from how a reconcile went.</summary>
public sealed class ControllerTests : IDisposable
{
    private static readonly ObjectKey Key = new("ns", "a");
    private static readonly ApiCall Patch = new(HttpMethod.Patch, "widgets/a", "widgets/a") { Body = new JsonObject() };
    private static readonly ApiCall Get = new(HttpMethod.Get, "widgets/a", "widgets/a");
    private readonly FakeTimeProvider _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly ItemBackoff<ObjectKey> _backoff = new();
    private readonly WorkQueue<ObjectKey> _queue;

    public ControllerTests() => _queue = new WorkQueue<ObjectKey>(_clock, _backoff);

    public static TheoryData<string, double?, int, LogLevel> Outcomes => new()
    {
        { "done", null, 0, LogLevel.Debug },
        { "after 5 s", 5, 0, LogLevel.Debug },
        { "after nothing", 0, 0, LogLevel.Debug },
        { "defect", 0.25, 1, LogLevel.Error },
        { "own time limit", 0.25, 1, LogLevel.Error },
        { "busy for 7 s", 7, 1, LogLevel.Information },
        { "busy", 0.25, 1, LogLevel.Information },
        { "away", 1, 1, LogLevel.Warning },
        { "away for 7 s", 7, 1, LogLevel.Warning },
        { "no answer to a write", 1, 1, LogLevel.Warning },
        { "no answer to a read", 0.25, 1, LogLevel.Error },
        { "refused connection", 0.25, 1, LogLevel.Error },
        { "read fails", 0.25, 1, LogLevel.Error },
        { "invalid", 0.25, 1, LogLevel.Error },
        { "forbidden", 0.25, 1, LogLevel.Error },
        { "stale", 0.25, 1, LogLevel.Debug },
        { "fields of another manager", 0.25, 1, LogLevel.Error },
        { "terminal", null, 0, LogLevel.Error },
        { "too large", null, 0, LogLevel.Error },
    };

    public void Dispose() => _queue.Dispose();

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task An_outcome_decides_when_the_key_comes_back(string outcome, double? seconds, int failures, LogLevel level)
    {
        await ProcessAsync((_, _) => Act(outcome));
        Assert.Equal(seconds, SecondsUntilReady());
        Assert.Equal(failures, _backoff.Failures(Key));
        Assert.Equal(level, _logger.Entries.Max(e => e.Level));
    }

    [Theory]
    [InlineData("done", 0)]
    [InlineData("after 5 s", 0)]
    [InlineData("terminal", 0)]
    [InlineData("stale", 3)]
    [InlineData("defect", 3)]
    public async Task Only_success_and_a_terminal_failure_end_a_row_of_failures(string outcome, int failures)
    {
        _backoff.Next(Key);
        _backoff.Next(Key);
        await ProcessAsync((_, _) => Act(outcome));
        Assert.Equal(failures, _backoff.Failures(Key));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(0)]
    public async Task A_key_comes_back_with_its_priority(int priority)
    {
        await ProcessAsync((_, _) => Act("after nothing"), new Priority(priority));
        Assert.Equal(priority, (await _queue.TakeAsync(TestContext.Current.CancellationToken))!.Priority.Value);
    }

    [Fact]
    public async Task A_reconcile_that_the_shutdown_cut_short_is_no_error()
    {
        using var abandon = new CancellationTokenSource();
        await ProcessAsync(
            async (_, token) =>
            {
                await abandon.CancelAsync();
                token.ThrowIfCancellationRequested();
                return ReconcileResult.Done;
            },
            abandon: abandon);
        Assert.Null(SecondsUntilReady());
        Assert.Equal(LogLevel.Debug, _logger.Entries.Max(e => e.Level));
    }

    [Fact]
    public async Task While_the_cache_is_behind_the_reconciler_is_not_called()
    {
        var writes = new ReadYourWrites();
        var store = new ObjectStore<Widget>();
        store.Replace([], [], new("10"), true);
        writes.Wrote(Key, store, new("11"));
        _backoff.Next(Key);
        FakeReconciler reconciler = await ProcessAsync((_, _) => Act("done"), writes: writes);
        Assert.Empty(reconciler.Asked);
        Assert.Equal(1, _backoff.Failures(Key));
        Assert.Equal(0.05, SecondsUntilReady());

        store.AdvanceTo(new("11"));
        reconciler = await ProcessAsync((_, _) => Act("done"), writes: writes);
        Assert.Equal([Key], reconciler.Asked);
    }

    private async Task<FakeReconciler> ProcessAsync(
        Func<ObjectKey, CancellationToken, Task<ReconcileResult>> act,
        Priority priority = default,
        ReadYourWrites? writes = null,
        CancellationTokenSource? abandon = null)
    {
        var reconciler = new FakeReconciler(act);
        var settings = new ControllerSettings(1, _backoff, writes);
        var controller = new Controller("test", reconciler, _queue, settings, _clock, _logger);
        _queue.Add(Key, priority);
        using (WorkItem<ObjectKey> item = (await _queue.TakeAsync(TestContext.Current.CancellationToken))!)
        {
            await controller.ProcessAsync(item, abandon?.Token ?? CancellationToken.None);
        }

        return reconciler;
    }

    private double? SecondsUntilReady()
    {
        Task<WorkItem<ObjectKey>?> taker = _queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        double waited = 0;
        for (; _queue.Count > 0; waited += 0.05)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.05));
        }

        if (taker.IsCompleted || waited > 0)
        {
            taker.Soon().GetAwaiter().GetResult()!.Dispose();
            return Math.Round(waited, 2);
        }

        return null;
    }

    private static Task<ReconcileResult> Act(string outcome) => outcome switch
    {
        "done" => Task.FromResult(ReconcileResult.Done),
        "after 5 s" => Task.FromResult(ReconcileResult.After(TimeSpan.FromSeconds(5))),
        "after nothing" => Task.FromResult(ReconcileResult.After(TimeSpan.Zero)),
        "defect" => throw new InvalidOperationException("defect"),
        "own time limit" => throw new TaskCanceledException("timed out"),
        "busy for 7 s" => throw Refused(HttpStatusCode.TooManyRequests, "TooManyRequests", retryAfter: 7),
        "busy" => throw Refused(HttpStatusCode.TooManyRequests, "TooManyRequests"),
        "away" => throw Refused(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"),
        "away for 7 s" => throw Refused(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", retryAfter: 7),
        "no answer to a write" => throw ApiException.NoAnswer(Patch, "nothing within 4 s", null),
        "no answer to a read" => throw ApiException.NoAnswer(Get, "nothing within 60 s", null),
        "refused connection" => throw ApiException.NoAnswer(
            Patch, "refused", new HttpRequestException(HttpRequestError.ConnectionError, "refused")),
        "read fails" => throw ApiException.Answered(
            Get, HttpStatusCode.InternalServerError, new V1Status { Reason = "InternalError" }, null),
        "invalid" => throw Refused(HttpStatusCode.UnprocessableEntity, "Invalid"),
        "forbidden" => throw Refused(HttpStatusCode.Forbidden, "Forbidden"),
        "stale" => throw Refused(HttpStatusCode.Conflict, "Conflict"),
        "fields of another manager" => throw Refused(HttpStatusCode.Conflict, "Conflict", manager: "kubectl"),
        "terminal" => throw new TerminalException("give up"),
        "too large" => throw Refused(HttpStatusCode.InternalServerError, "InternalError", "etcdserver: request is too large"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static ApiException Refused(
        HttpStatusCode code, string reason, string message = "no", int? retryAfter = null, string? manager = null)
    {
        var status = new V1Status { Reason = reason, Message = message };
        if (manager is not null)
        {
            string conflict = $"conflict with \"{manager}\"";
            var cause = new V1StatusCause { Reason = "FieldManagerConflict", Message = conflict, Field = ".spec" };
            status.Details = new V1StatusDetails { Causes = [cause] };
        }

        return ApiException.Answered(Patch, code, status, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null);
    }
}
