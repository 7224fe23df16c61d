using System.Net;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>Once in a while everything is listed again: what no watch ever tells comes right.</summary>
public sealed class RelistTests : IAsyncDisposable
{
    private readonly ReflectorHarness _it = new();

    private FakeServer Server => _it.Server;

    private IInformer Informer => _it.Informer;

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task Events_that_were_swallowed_are_found_within_the_hour()
    {
        Server.Put("same");
        Server.Put("changed");
        Server.Put("gone");
        FakeBody watch = await _it.SyncAsync();
        Server.Put("changed", "blue", silently: true);
        Server.Remove("gone", silently: true);
        Server.Put("new", silently: true);
        await PassAsync(TimeSpan.FromMinutes(53), watch);
        Assert.Equal(1, Server.Lists);
        await PassAsync(TimeSpan.FromMinutes(8), watch);
        await _it.ConvergesAsync();
        Assert.Equal(2, Server.Lists);
        Assert.Equal(["102>104 changed", "103> gone", ">106 new"], _it.Changes.Skip(3).OrderBy(change => change.Split(' ')[1]));
        Assert.Empty(_it.Clock.Waits);
    }

    [Fact]
    public async Task A_list_of_what_is_known_tells_nobody_anything()
    {
        Enumerable.Range(0, 700).ToList().ForEach(i => Server.Put($"w{i:000}"));
        await _it.SyncAsync();
        Assert.Equal(700, _it.Changes.Count);
        await Informer.RelistAsync().Soon();
        Assert.Equal(700, _it.Changes.Count);
        Assert.Equal(4, Server.Lists);   // two pages each
        FakeBody watch = await Server.NextWatchAsync();
        Server.Put("new");
        await _it.ConvergesAsync();
        Assert.False(watch.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_list_that_was_asked_for_began_after_it_was_asked_for()
    {
        var first = new FakeBody();
        Server.Next(r => r.IsList, _ => Answers.Stream(first));
        _it.Start();
        await Eventually.HoldsAsync(() => Server.Lists == 1);
        Task relisted = Informer.RelistAsync();
        first.Write("""{"metadata":{"resourceVersion":"100"},"items":[]}""").End();
        await relisted.Soon();
        Assert.Equal(2, Server.Lists);
    }

    [Fact]
    public async Task While_it_cannot_list_again_it_goes_on_watching()
    {
        await _it.SyncAsync();
        HttpResponseMessage busy = Answers.Status(HttpStatusCode.TooManyRequests, "TooManyRequests");
        busy.Headers.TryAddWithoutValidation("Retry-After", "120");
        Server.Next(r => r.IsList, _ => busy);
        Task relisted = Informer.RelistAsync();
        await Server.NextWatchAsync();
        Server.Put("a");
        await _it.ConvergesAsync();
        Assert.False(relisted.IsCompleted);
        Assert.Equal(2, Server.Lists);
        _it.Clock.Advance(TimeSpan.FromSeconds(120));
        await relisted.Soon();
        Assert.Equal(3, Server.Lists);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task It_can_be_switched_off(int milliseconds)
    {
        var never = TimeSpan.FromMilliseconds(milliseconds);
        var schedule = new RelistSchedule(never, _it.Clock, () => 0.5);
        schedule.Begin();
        _it.Clock.Advance(TimeSpan.FromDays(400));
        Assert.False(schedule.IsDue);
        Task asked = schedule.AskAsync();
        Assert.True(schedule.IsDue);
        schedule.End();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => schedule.AskAsync().Soon());
    }

    [Theory]
    [InlineData(0.0, 54)]
    [InlineData(0.5, 60)]
    [InlineData(0.999999, 66)]
    public void Many_caches_do_not_list_together(double random, double minutes) => Assert.Equal(
        minutes, CachePeriods.Jittered(new CachePeriods().Relist, () => random)!.Value.TotalMinutes, 0.001);

    [Fact]
    public void Any_period_is_accepted() => Assert.NotNull(CachePeriods.Jittered(TimeSpan.MaxValue, () => 0.5));

    /// <summary>Lets time pass minute by minute, with a bookmark each as a server sends it.</summary>
    private async Task PassAsync(TimeSpan time, FakeBody watch)
    {
        for (int minute = 0; minute < time.TotalMinutes && !watch.Closed.IsCompleted; minute++)
        {
            string version = Server.Skip();
            watch.Write(Answers.Bookmark(version));
            await Eventually.HoldsAsync(() => _it.Informer.Store.Version.Value == version, "the bookmark being seen");
            _it.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }
}
