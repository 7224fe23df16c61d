using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Controllers;

/// <summary>What one object costs the others: at most the worker that it occupies.</summary>
public sealed class IsolationTests : IAsyncDisposable
{
    private static readonly ObjectKey Poison = new("ns", "poison");
    private static readonly ObjectKey[] Good = [.. Enumerable.Range(0, 100).Select(i => new ObjectKey("ns", $"good-{i}"))];
    private readonly FakeTimeProvider _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly ItemBackoff<ObjectKey> _backoff = new();
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public IsolationTests() => _queue = new WorkQueue<ObjectKey>(_clock, _backoff);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.Soon();
        _queue.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData("defect")]
    [InlineData("malformed patch")]
    [InlineData("terminal")]
    public async Task A_hundred_objects_converge_beside_one_that_always_fails(string failure)
    {
        FakeReconciler reconciler = Run(1, key => key == Poison ? throw Failure(failure) : Task.FromResult(ReconcileResult.Done));
        _queue.Add(Poison);
        Array.ForEach(Good, key => _queue.Add(key));
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == Good.Length + 1);
        Assert.Equal([Poison, .. Good], reconciler.Asked);
    }

    [Fact]
    public async Task A_hundred_objects_converge_beside_one_that_never_ends()
    {
        var never = new TaskCompletionSource<ReconcileResult>();
        FakeReconciler reconciler = Run(2, key => key == Poison ? never.Task : Task.FromResult(ReconcileResult.Done));
        _queue.Add(Poison);
        Array.ForEach(Good, key => _queue.Add(key));
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == Good.Length + 1);
        never.SetResult(ReconcileResult.Done);
    }

    /// <summary>
    /// A patch that the server cannot digest is a 500 each time (a strategic merge patch of nonsense, a defect of a webhook), and
    /// so an unknown outcome: the backoff bounds it all the same.
    /// </summary>
    [Fact]
    public async Task A_write_that_always_ends_in_a_server_error_does_not_spin()
    {
        (FakeReconciler reconciler, Func<TimeSpan, Task> pass) = Stepwise(_ => throw Failure("malformed patch"));
        _queue.Add(Poison);
        await pass(TimeSpan.FromHours(1));
        // After 0, 1, 1, 1, 2, 4 ... 256 seconds, and then every 5 minutes.
        Assert.Equal(22, reconciler.Asked.Count);
    }

    [Fact]
    public async Task After_an_unknown_outcome_no_event_brings_the_key_back_before_the_cache_had_a_chance()
    {
        bool failed = false;
        (FakeReconciler reconciler, Func<TimeSpan, Task> pass) = Stepwise(key =>
        {
            bool first = key == Poison && !failed;
            failed |= first;
            return first ? throw Failure("malformed patch") : Task.FromResult(ReconcileResult.Done);
        });
        _queue.Add(Poison);
        await pass(TimeSpan.Zero);
        _queue.Add(Poison);   // something else about it changed
        _queue.Add(Good[0]);
        await pass(TimeSpan.FromSeconds(0.95));
        Assert.Equal([Poison, Good[0]], reconciler.Asked);
        await pass(TimeSpan.FromSeconds(0.05));
        Assert.Equal([Poison, Good[0], Poison], reconciler.Asked);
        await pass(TimeSpan.FromHours(1));
        Assert.Equal(3, reconciler.Asked.Count);
    }

    private FakeReconciler Run(int workers, Func<ObjectKey, Task<ReconcileResult>> act)
    {
        (Controller controller, FakeReconciler reconciler) = Make(workers, act);
        _run = controller.RunAsync(TimeSpan.FromSeconds(30), _stop.Token, CancellationToken.None);
        return reconciler;
    }

    /// <summary>A controller whose one worker is this thread: after each 50 ms all that is ready has been worked on.</summary>
    private (FakeReconciler Reconciler, Func<TimeSpan, Task> Pass) Stepwise(Func<ObjectKey, Task<ReconcileResult>> act)
    {
        (Controller controller, FakeReconciler reconciler) = Make(1, act);
        return (reconciler, PassAsync);

        async Task PassAsync(TimeSpan time)
        {
            await WorkAsync();
            for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(50))
            {
                _clock.Advance(TimeSpan.FromMilliseconds(50));
                await WorkAsync();
            }
        }

        async Task WorkAsync()
        {
            while (await TakeReadyAsync() is { } item)
            {
                using (item)
                {
                    await controller.ProcessAsync(item, CancellationToken.None);
                }
            }
        }
    }

    /// <summary>The next key that is ready now, or null.</summary>
    private async Task<WorkItem<ObjectKey>?> TakeReadyAsync()
    {
        using var giveUp = new CancellationTokenSource();
        int before = _queue.Count;
        Task<WorkItem<ObjectKey>?> taker = _queue.TakeAsync(giveUp.Token).AsTask();
        if (_queue.Count < before)
        {
            return await taker;
        }

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taker);
        return null;
    }

    private (Controller Controller, FakeReconciler Reconciler) Make(int workers, Func<ObjectKey, Task<ReconcileResult>> act)
    {
        var reconciler = new FakeReconciler((key, _) => act(key));
        var settings = new ControllerSettings(workers, _backoff, null);
        return (new Controller("test", reconciler, _queue, settings, _clock, _logger), reconciler);
    }

    private static Exception Failure(string kind)
    {
        var call = new ApiCall(HttpMethod.Patch, "widgets/poison", "widgets/poison") { Body = new JsonObject() };
        var status = new V1Status { Reason = "InternalError", Message = "cannot unmarshal" };
        return kind switch
        {
            "malformed patch" => ApiException.Answered(call, HttpStatusCode.InternalServerError, status, null),
            "terminal" => new TerminalException("give up"),
            _ => new InvalidOperationException("defect"),
        };
    }
}
