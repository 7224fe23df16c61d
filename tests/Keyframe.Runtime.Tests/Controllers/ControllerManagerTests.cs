using System.Net;
using k8s.Models;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Events;
using Keyframe.Runtime.Tests.FakeApiServer;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Controllers;

public sealed class ControllerManagerTests : IAsyncDisposable
{
    private readonly FakeServer _server = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<ControllerManager> _managers = [];

    public async ValueTask DisposeAsync()
    {
        foreach (ControllerManager manager in _managers)
        {
            await manager.DisposeAsync();
        }

        _stop.Dispose();
    }

    [Fact]
    public async Task Controllers_start_when_every_cache_is_full()
    {
        _server.Put("a");
        var list = new FakeBody();
        _server.Next(r => r.IsList, _ => Answers.Stream(list));
        var reconciler = new FakeReconciler();
        ControllerManager manager = Manager(_clock);
        Informer<Widget> informer = manager.Informer(Widget.Type);
        manager.AddController("test", reconciler).For(informer).Workers(2);
        Task run = manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => _server.Lists == 1);
        Assert.False(manager.HasSynced);
        Assert.Empty(_logger.Messages(1105));

        list.Write("""
            {"metadata":{"resourceVersion":"101"},"items":[{"metadata":{"name":"a","namespace":"ns","resourceVersion":"101"}}]}
            """).End();
        await Eventually.HoldsAsync(() => reconciler.Asked.Contains(new("ns", "a")));
        Assert.True(manager.HasSynced);
        await _server.NextWatchAsync();
        _server.Put("b");
        await Eventually.HoldsAsync(() => reconciler.Asked.Contains(new("ns", "b")));
        await _stop.CancelAsync();
        await run.Soon();
    }

    [Fact]
    public void An_informer_is_shared_by_type_and_selector()
    {
        ControllerManager manager = Manager(_clock);
        Assert.Same(manager.Informer(Widget.Type), manager.Informer(Widget.Type with { }));
        Assert.NotSame(manager.Informer(Widget.Type), manager.Informer(Widget.Type, "app=a"));
        Assert.NotSame(manager.Informer(Widget.Type), manager.Informer(Widget.Type with { MetadataOnly = true }));
    }

    [Fact]
    public async Task A_kind_that_stays_unserved_ends_the_start_with_what_to_do()
    {
        ControllerManager manager = Manager(new HastyClock());
        manager.Informer(Widget.Type);
        manager.Informer(Widget.Type with { Plural = "gadgets", Kind = "Gadget" });
        CacheSyncException e = await Assert.ThrowsAsync<CacheSyncException>(() => manager.RunAsync(_stop.Token).Soon());
        Assert.Equal(
            "Not every cache filled within 00:02:00. Gadget (gadgets.test.dev, test.dev/v1): "
            + "GET gadgets.test.dev: 404 NotFound: 404 page not found; apply the CustomResourceDefinition gadgets.test.dev",
            e.Message);
    }

    [Fact]
    public async Task A_kind_that_appears_in_time_is_waited_for()
    {
        Enumerable.Range(0, 3).ToList().ForEach(_ => _server.Next(
            r => r.IsList, _ => Answers.Text(HttpStatusCode.NotFound, "404 page not found\n", "text/plain")));
        ControllerManager manager = Manager(new HastyClock());
        Informer<Widget> informer = manager.Informer(Widget.Type);
        Task run = manager.RunAsync(_stop.Token);
        await informer.Synced.Soon();
        await _stop.CancelAsync();
        await run.Soon();
        Assert.Equal(3, _logger.Messages(1004).Count());
    }

    [Fact]
    public async Task A_stop_lets_reconciles_finish_while_the_caches_still_run()
    {
        _server.Put("a");
        var finish = new TaskCompletionSource();
        bool cancelled = true;
        (ControllerManager manager, FakeReconciler reconciler) = Running(async (_, token) =>
        {
            await finish.Task;
            cancelled = token.IsCancellationRequested;
            return ReconcileResult.After(TimeSpan.FromSeconds(1));
        });
        Task run = manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        FakeBody watch = await _server.NextWatchAsync();
        await _stop.CancelAsync();
        Assert.False(watch.Closed.IsCompleted);
        finish.SetResult();
        await run.Soon();
        Assert.False(cancelled);
        await watch.Closed.Soon();
        Assert.Single(reconciler.Asked);
    }

    [Fact]
    public async Task A_reconcile_that_outlives_the_grace_is_cancelled()
    {
        _server.Put("a");
        (ControllerManager manager, FakeReconciler reconciler) = Running(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return ReconcileResult.Done;
        });
        Task run = manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        await _stop.CancelAsync();
        await AdvanceUntilAsync(() => _logger.Messages(1106).Any());
        await run.Soon();
        Assert.Empty(_logger.Messages(1107));
    }

    [Fact]
    public async Task A_reconcile_that_never_ends_is_left_behind()
    {
        _server.Put("a");
        (ControllerManager manager, FakeReconciler reconciler) = Running(async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return ReconcileResult.Done;
        });
        Task run = manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        await _stop.CancelAsync();
        await AdvanceUntilAsync(() => run.IsCompletedSuccessfully);
        Assert.Single(_logger.Messages(1107));
    }

    [Fact]
    public async Task Events_recorded_by_the_last_reconcile_are_sent()
    {
        _server.Put("a");
        ControllerManager manager = Manager(_clock);
        var reconciler = new FakeReconciler((key, _) =>
        {
            var about = new V1ObjectReference { Name = key.Name, NamespaceProperty = key.Namespace };
            manager.Events.Record(about, EventType.Normal, "R", "A", "n");
            return Task.FromResult(ReconcileResult.Done);
        });
        manager.AddController("test", reconciler).For(manager.Informer(Widget.Type));
        Task run = manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => !reconciler.Asked.IsEmpty);
        await _stop.CancelAsync();
        await run.Soon();
        Assert.Single(_server.Requests, r => r.Method == HttpMethod.Post && r.Path.EndsWith("/events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposing_stops_everything()
    {
        ControllerManager manager = Manager(_clock);
        Informer<Widget> informer = manager.Informer(Widget.Type);
        Task run = manager.RunAsync(CancellationToken.None);
        await informer.Synced.Soon();
        await manager.DisposeAsync().AsTask().Soon();
        Assert.True(run.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_running_manager_is_not_changed()
    {
        ControllerManager manager = Manager(_clock);
        Task run = manager.RunAsync(_stop.Token);
        Assert.Throws<InvalidOperationException>(() => manager.Informer(Widget.Type));
        Assert.Throws<InvalidOperationException>(() => manager.AddController("late", new FakeReconciler()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => manager.RunAsync(_stop.Token));
        await _stop.CancelAsync();
        await run.Soon();
    }

    [Fact]
    public async Task A_stop_before_the_caches_are_full_is_no_error()
    {
        _server.Next(r => r.IsList, _ => Answers.Stream(new FakeBody()));
        ControllerManager manager = Manager(_clock);
        manager.Informer(Widget.Type);
        Task run = manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => _server.Lists == 1);
        await _stop.CancelAsync();
        await run.Soon();
    }

    private ControllerManager Manager(TimeProvider clock)
    {
        var options = new ControllerManagerOptions { ReportingController = "test.dev/operator", ReportingInstance = "pod-1" };
        var manager = new ControllerManager(_server.Transport(), options, clock, _logger);
        _managers.Add(manager);
        return manager;
    }

    private (ControllerManager Manager, FakeReconciler Reconciler) Running(
        Func<ObjectKey, CancellationToken, Task<ReconcileResult>> act)
    {
        ControllerManager manager = Manager(_clock);
        var reconciler = new FakeReconciler(act);
        manager.AddController("test", reconciler).For(manager.Informer(Widget.Type));
        return (manager, reconciler);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });
}
