using System.Collections.Concurrent;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Tests.FakeApiServer;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Controllers;

/// <summary>A resync tells controllers of everything again, out of the cache.</summary>
public sealed class ResyncTests : IAsyncDisposable
{
    private readonly FakeServer _server = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly CancellationTokenSource _stop = new();
    private ControllerManager? _manager;
    private Task _run = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.Soon();
        await _manager!.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_resync_of_10_000_cached_objects_makes_no_API_call()
    {
        Enumerable.Range(0, 10_000).ToList().ForEach(i => _server.Put($"w{i:00000}"));
        FakeReconciler reconciler = await RunAsync(new() { ReportingController = "test.dev/operator" });
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 10_000);
        await _server.NextWatchAsync();
        (int lists, int requests) = (_server.Lists, _server.Requests.Count);
        Assert.Equal(20, lists);

        _manager!.Resync();
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 20_000);
        Assert.Equal(10_000, reconciler.Asked.Skip(10_000).Distinct().Count());
        Assert.Equal(requests, _server.Requests.Count);
    }

    [Theory]
    [InlineData(0.0, 9)]
    [InlineData(0.5, 10)]
    [InlineData(0.999999, 11)]
    public async Task It_comes_every_10_hours_give_or_take_a_tenth(double random, double hours)
    {
        _server.Put("a");
        FakeReconciler reconciler = await RunAsync(new()
        {
            ReportingController = "test.dev/operator",
            RelistPeriod = TimeSpan.Zero,
            Random = () => random,
        });
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        _clock.Advance(TimeSpan.FromHours(hours - 0.01));
        Assert.Single(reconciler.Asked);
        _clock.Advance(TimeSpan.FromHours(0.02));
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 2);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        _server.Put("a");
        FakeReconciler reconciler = await RunAsync(new()
        {
            ReportingController = "test.dev/operator",
            ResyncPeriod = Timeout.InfiniteTimeSpan,
            RelistPeriod = TimeSpan.Zero,
        });
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1);
        _clock.Advance(TimeSpan.FromDays(400));
        _server.Put("b");
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 2);
        Assert.Equal("b", reconciler.Asked.Last().Name);
    }

    [Fact]
    public async Task It_is_an_update_to_the_same_object_that_predicates_leave_out_and_changes_overtake()
    {
        _server.Put("a");
        ConcurrentQueue<ObjectChange<Widget>> seen = [];
        var quiet = new FakeReconciler();
        FakeReconciler reconciler = await RunAsync(new() { ReportingController = "test.dev/operator" }, manager =>
        {
            Informer<Widget> informer = manager.Informer(Widget.Type);
            informer.Subscribe(seen.Enqueue);
            manager.AddController("quiet", quiet)
                .For(informer, change => change.Old?.Metadata.ResourceVersion != change.New?.Metadata.ResourceVersion);
        });
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 1 && quiet.Asked.Count == 1);
        _manager!.Resync();
        await Eventually.HoldsAsync(() => reconciler.Asked.Count == 2);
        ObjectChange<Widget> replay = seen.Last();
        Assert.True(replay is { IsResync: true, IsInitial: false } && ReferenceEquals(replay.Old, replay.New));
        Assert.False(seen.First().IsResync);
        _server.Put("b");
        await Eventually.HoldsAsync(() => quiet.Asked.Count == 2);
        Assert.Equal("b", quiet.Asked.Last().Name);
    }

    private async Task<FakeReconciler> RunAsync(ControllerManagerOptions options, Action<ControllerManager>? more = null)
    {
        _manager = new ControllerManager(_server.Transport(), options, _clock, _logger);
        more?.Invoke(_manager);
        var reconciler = new FakeReconciler();
        Informer<Widget> informer = _manager.Informer(Widget.Type);
        _manager.AddController("test", reconciler).For(informer).Workers(4);
        _run = _manager.RunAsync(_stop.Token);
        await informer.Synced.Soon();
        return reconciler;
    }
}
