using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Events;
using Keyframe.Runtime.Tests.Controllers;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>A manager that is led by an elector: what runs when, and in which order it ends.</summary>
public sealed class ElectedManagerTests : IAsyncDisposable
{
    private readonly FakeServer _objects = new();
    private readonly LeaseServer _leases = new();
    private readonly ElectionClock _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ApiTransport _leaseTransport;
    private readonly ApiTransport _transport;
    private readonly LeaderElector _elector;
    private readonly ControllerManager _manager;
    private readonly Informer<Widget> _widgets;

    public ElectedManagerTests()
    {
        _leaseTransport = _leases.Transport(_clock);
        _transport = _objects.Transport(_clock);
        _elector = new LeaderElector(
            _leaseTransport,
            new LeaderElectionOptions { LeaseNamespace = "system", LeaseName = "operator", Identity = "me", Random = () => 0 },
            _clock,
            _logger);
        _manager = new ControllerManager(
            _transport, new ControllerManagerOptions { ReportingController = "test.dev/operator" }, _clock, _logger);
        _manager.LeadBy(_elector);
        _widgets = _manager.Informer(Widget.Type);
        _objects.Put("a");
    }

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _elector.Dispose();
        _leaseTransport.Dispose();
        _transport.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_standby_fills_its_caches_and_reconciles_nothing_until_it_leads()
    {
        _leases.HoldBy("other");
        FakeReconciler reconciler = Reconciling((_, _) => Task.FromResult(ReconcileResult.Done));
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => _manager.HasSynced);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(15));
        await _objects.NextWatchAsync();
        _objects.Put("b");
        await Eventually.HoldsAsync(() => _widgets.Store.Count == 2);
        Assert.Empty(reconciler.Asked);
        Assert.Empty(_logger.Messages(1105));

        _leases.Put([]);
        await _clock.PassAsync(ElectionHarness.Jitter);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 2);
        Assert.Equal(1, _objects.Lists);
        await _stop.CancelAsync();
        await run.Soon();
    }

    [Fact]
    public async Task The_lease_is_not_competed_for_before_the_caches_are_full()
    {
        _objects.Next(request => request.IsList, _ => Answers.Stream(new FakeBody()));
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => _objects.Lists == 1);
        Assert.Empty(_leases.Requests);
        await _stop.CancelAsync();
        await run.Soon();
        Assert.Empty(_leases.Requests);
    }

    [Fact]
    public async Task A_stop_drains_and_flushes_while_the_lease_is_renewed_and_then_gives_it_back()
    {
        var finish = new TaskCompletionSource();
        FakeReconciler reconciler = Reconciling(async (key, token) =>
        {
            await finish.Task.WaitAsync(token);
            _manager.Events.Record(
                new V1ObjectReference { Name = key.Name, NamespaceProperty = key.Namespace }, EventType.Normal, "R", "A", "n");
            return ReconcileResult.Done;
        });
        string? holderAtEvent = null;
        _objects.Next(request => request.Method == HttpMethod.Post, request =>
        {
            holderAtEvent = _leases.Holder;
            return Answers.Ok(request.Body!);
        });
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        FakeBody watch = await _objects.NextWatchAsync();
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        await _stop.CancelAsync();
        for (int i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));   // twice the deadline, within the grace
            await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        }

        Assert.Equal("me", _leases.Holder);
        bool watchedAtRelease = false;
        _leases.Next(LeaseServer.IsWrite, (request, _) =>
        {
            watchedAtRelease = !watch.Closed.IsCompleted;
            JsonObject spec = _leases.Spec!;
            spec["holderIdentity"] = (string?)request.Body!["spec"]!["holderIdentity"];
            _leases.Put(spec);
            return Task.FromResult(Answers.Ok(request.Body!));
        });
        finish.SetResult();
        await run.Soon();
        Assert.Equal(("me", "", true), (holderAtEvent, _leases.Holder, watchedAtRelease));
    }

    [Fact]
    public async Task A_stop_while_standing_by_writes_nothing()
    {
        _leases.HoldBy("other");
        Task run = _manager.RunAsync(_stop.Token);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(15));
        await _stop.CancelAsync();
        await run.Soon();
        Assert.Empty(_leases.Writes);
    }

    [Fact]
    public async Task The_loss_of_leadership_cancels_reconciles_at_once_and_ends_the_run()
    {
        bool cancelled = false;
        FakeReconciler reconciler = Reconciling(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled = true;
            token.ThrowIfCancellationRequested();
            return ReconcileResult.Done;
        });
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        _leases.HoldBy("other");
        _clock.Advance(TimeSpan.FromSeconds(2));   // and not a moment more: nobody is given grace
        await Assert.ThrowsAsync<LeadershipLostException>(() => run.Soon());
        Assert.True(cancelled);
        Assert.Equal("other", _leases.Holder);
        Assert.DoesNotContain(_logger.Entries, entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_reconcile_that_is_refused_a_write_is_over_and_no_failure()
    {
        var proceed = new TaskCompletionSource();
        FakeReconciler reconciler = Reconciling(async (key, _) =>
        {
            await proceed.Task;
            await _transport.Resource(Widget.Type).MergePatchAsync(key, [], TestContext.Current.CancellationToken);
            return ReconcileResult.Done;
        });
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        _clock.Freeze(TimeSpan.FromSeconds(10));
        proceed.SetResult();
        await Assert.ThrowsAsync<LeadershipLostException>(() => run.Soon());
        Assert.Single(_logger.Messages(1108));
        Assert.Empty(_logger.Messages(1100));
        Assert.DoesNotContain(_objects.Requests, request => request.Method == HttpMethod.Patch);
    }

    [Fact]
    public async Task A_worker_left_behind_cannot_write_once_the_lease_is_given_back()
    {
        var proceed = new TaskCompletionSource();
        FakeReconciler reconciler = Reconciling(async (_, _) =>
        {
            await proceed.Task;
            return ReconcileResult.Done;
        });
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        await _stop.CancelAsync();
        while (!_logger.Messages(1107).Any())
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(_clock.ArmedAsync(TimeSpan.FromSeconds(2)), run);
        }

        await run.Soon();
        Assert.Equal("", _leases.Holder);
        await Assert.ThrowsAsync<WriteFencedException>(() => _transport.Resource(Widget.Type)
            .MergePatchAsync(new("ns", "a"), [], TestContext.Current.CancellationToken));
        proceed.SetResult();
    }

    [Fact]
    public async Task Events_that_were_waiting_when_leadership_was_lost_are_not_sent()
    {
        _objects.Next(request => request.Method == HttpMethod.Post, async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });
        FakeReconciler reconciler = Reconciling((key, _) =>
        {
            var about = new V1ObjectReference { Name = key.Name, NamespaceProperty = key.Namespace };
            _manager.Events.Record(about, EventType.Normal, "First", "A", "n");
            _manager.Events.Record(about, EventType.Normal, "Second", "A", "n");
            return Task.FromResult(ReconcileResult.Done);
        });
        Task run = _manager.RunAsync(_stop.Token);
        await Eventually.HoldsAsync(() => _objects.Requests.Any(request => request.Method == HttpMethod.Post));
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        _leases.HoldBy("other");
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<LeadershipLostException>(() => run.Soon());
        Assert.Single(_objects.Requests, request => request.Method == HttpMethod.Post);
        Assert.Equal("Not all events were sent before the end: 2 are left", Assert.Single(_logger.Messages(1203)));
    }

    private FakeReconciler Reconciling(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> act)
    {
        var reconciler = new FakeReconciler(act);
        _manager.AddController("test", reconciler).For(_widgets);
        return reconciler;
    }
}
