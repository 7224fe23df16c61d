using System.Net;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>Whatever happens to lists and watches, the cache ends up equal to the server.</summary>
public sealed class ReflectorTests : IAsyncDisposable
{
    private readonly ReflectorHarness _it = new();

    private FakeServer Server => _it.Server;

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task It_lists_and_then_follows()
    {
        Server.Put("a");
        await _it.SyncAsync();
        Server.Put("b");
        Server.Put("a", "blue");
        Server.Remove("b");
        await _it.ConvergesAsync();
        await Eventually.HoldsAsync(() => _it.Changes.Count == 4);
        Assert.Equal([">101 a initial", ">102 b", "101>103 a", "104> b"], _it.Changes);
        Assert.Equal((1, 1), (Server.Lists, Server.Watches));
        Assert.Empty(_it.Clock.Waits);
    }

    [Fact]
    public async Task The_watch_continues_from_the_list_for_5_to_10_minutes()
    {
        Server.Put("a");
        await _it.SyncAsync();
        FakeRequest watch = Server.Requests.Last();
        Assert.Equal(("101", "450"), (watch.Query["resourceVersion"], watch.Query["timeoutSeconds"]));
    }

    [Fact]
    public async Task A_watch_that_ends_is_resumed_at_once_from_the_last_event()
    {
        FakeBody watch = await _it.SyncAsync();
        Server.Put("a");
        await _it.ConvergesAsync();
        watch.End();
        await Server.NextWatchAsync();
        Assert.Equal("101", Server.Requests.Last().Query["resourceVersion"]);
        Assert.Empty(_it.Clock.Waits);
        Assert.Equal(1, Server.Lists);
    }

    [Fact]
    public async Task A_bookmark_is_where_the_next_watch_begins()
    {
        FakeBody watch = await _it.SyncAsync();
        watch.Write(Answers.Bookmark("170"));
        await Eventually.HoldsAsync(() => _it.Informer.Store.Version.Value == "170");
        watch.End();
        await Eventually.HoldsAsync(() => Server.Watches == 2);
        Assert.Equal("170", Server.Requests.Last(r => r.IsWatch).Query["resourceVersion"]);
    }

    [Fact]
    public async Task A_watch_that_ends_at_once_is_a_failure()
    {
        FakeBody watch = await _it.SyncAsync();
        watch.End();
        await Server.NextWatchAsync();
        Assert.Equal([TimeSpan.FromSeconds(1.2)], _it.Clock.Waits);
    }

    [Fact]
    public async Task A_watch_that_ends_without_an_event_after_a_while_is_not()
    {
        FakeBody watch = await _it.SyncAsync();
        _it.Clock.Advance(TimeSpan.FromSeconds(2));
        watch.End();
        await Server.NextWatchAsync();
        Assert.Empty(_it.Clock.Waits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_version_is_listed_anew_with_the_deletes_that_were_missed(bool inStream)
    {
        Server.Put("kept");
        Server.Put("gone");
        FakeBody watch = await _it.SyncAsync();
        Server.Remove("gone", silently: true);
        Server.Put("new", silently: true);
        if (inStream)
        {
            Server.Compact();
        }
        else
        {
            Server.Next(r => r.IsWatch, _ => Answers.Expired());
        }

        watch.End();
        await _it.ConvergesAsync();
        await Eventually.HoldsAsync(() => _it.Changes.Contains("102> gone"));
        Assert.Equal(2, Server.Lists);
    }

    [Fact]
    public async Task A_reset_is_resumed_without_a_list()
    {
        FakeBody watch = await _it.SyncAsync();
        Server.Put("a", silently: true);
        watch.Break();
        await _it.ConvergesAsync();
        Assert.Equal(1, Server.Lists);
    }

    [Theory]
    [InlineData("garbage\n")]
    [InlineData("{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"a\"},\"spec\":{\"size\":\"large\"}}}\n")]
    public async Task An_event_that_cannot_be_understood_is_listed_over(string line)
    {
        Server.Put("a");
        FakeBody watch = await _it.SyncAsync();
        Server.Put("a", "blue", silently: true);
        watch.Write(line);
        await _it.ConvergesAsync();
        Assert.Equal(2, Server.Lists);
        Assert.NotEmpty(_it.Clock.Waits);
    }

    [Fact]
    public async Task Versions_that_go_backwards_are_listed_over()
    {
        Server.Put("a");
        FakeBody watch = await _it.SyncAsync();
        watch.Write(Answers.Bookmark("7"));
        await Eventually.HoldsAsync(() => Server.Lists == 2);
        await _it.ConvergesAsync();
    }

    [Fact]
    public async Task A_watch_without_a_line_for_90_s_is_cut_and_resumed()
    {
        FakeBody watch = await _it.SyncAsync();
        _it.Clock.Advance(TimeSpan.FromSeconds(89));
        Server.Put("a");
        await _it.ConvergesAsync();
        _it.Clock.Advance(TimeSpan.FromSeconds(89));
        watch.Write(Answers.Bookmark("101"));
        Server.Put("b");
        await _it.ConvergesAsync();
        Assert.Equal(1, Server.Watches);   // each line sets the watchdog back, a bookmark too
        _it.Clock.Advance(TimeSpan.FromSeconds(91));
        await watch.Closed.Soon();
        await Server.NextWatchAsync();
        Assert.Equal("102", Server.Requests.Last().Query["resourceVersion"]);
        Assert.Equal(1, Server.Lists);
        Assert.Empty(_it.Clock.Waits);
    }

    [Fact]
    public async Task Silence_adds_up_over_watches_until_everything_is_listed_again()
    {
        Server.Put("a");
        await _it.SyncAsync();
        Server.Put("a", "blue", silently: true);
        for (int watch = 2; watch <= 3; watch++)
        {
            Server.Next(r => r.IsWatch, _ => Answers.Stream(new FakeBody()));   // never says a word
            _it.Clock.Advance(TimeSpan.FromSeconds(90));
            await Eventually.HoldsAsync(() => Server.Watches == watch);
            Assert.Equal(1, Server.Lists);
        }

        _it.Clock.Advance(TimeSpan.FromSeconds(90));
        await _it.ConvergesAsync();
        Assert.Equal(2, Server.Lists);
        Assert.Single(_it.Logger.Messages(1002));
    }

    [Fact]
    public async Task A_watch_that_says_nothing_for_its_whole_life_is_not_believed()
    {
        Server.Put("a");
        FakeBody watch = await _it.SyncAsync();
        Server.Put("a", "blue", silently: true);
        _it.Clock.Advance(TimeSpan.FromSeconds(300));
        watch.End();
        await _it.ConvergesAsync();
        Assert.Equal(2, Server.Lists);
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_told_once()
    {
        FakeBody watch = await _it.SyncAsync();
        string line = Answers.Event("ADDED", Server.Put("a"));
        watch.Write(line);
        watch.Write(line);
        Server.Put("b");
        await _it.ConvergesAsync();
        Assert.Equal([">101 a", ">102 b"], _it.Changes);
        Assert.Equal(1, Server.Lists);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind":"WidgetList","metadata":{},"items":[]}""")]
    [InlineData("""{"kind":"WidgetList","metadata":{"resourceVersion":""},"items":[]}""")]
    public async Task A_list_without_a_version_is_none(string body)
    {
        Server.Put("a");
        FakeBody watch = await _it.SyncAsync();
        Server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.OK, body));
        Server.Put("b", silently: true);
        watch.Write("garbage\n");
        await _it.ConvergesAsync();
        Assert.Equal([">101 a initial", ">102 b"], _it.Changes);   // never empty in between
        Assert.Equal(3, Server.Lists);
    }

    [Fact]
    public async Task A_list_that_expires_between_its_pages_shows_nothing_of_the_first_attempt()
    {
        Enumerable.Range(0, 501).ToList().ForEach(i => Server.Put($"w{i:000}"));
        Server.Next(r => r.Query.ContainsKey("continue"), _ =>
        {
            Server.Remove("w000");
            return Answers.Expired();
        });
        await _it.SyncAsync();
        await _it.ConvergesAsync();
        Assert.Equal(500, _it.Informer.Store.Count);
    }

    [Fact]
    public async Task A_stop_ends_it_quietly_however_the_cancelled_request_ends()
    {
        Server.Next(r => r.IsWatch, async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw new IOException("aborted");
        });
        _it.Start();
        await Eventually.HoldsAsync(() => Server.Watches == 1);
        await _it.StopAsync();
        Assert.Empty(_it.Logger.Messages(1003));
    }

    [Fact]
    public async Task A_stop_during_a_stalled_list_ends_it()
    {
        FakeBody body = new FakeBody().Write("{\"items\":[");
        Server.Next(r => r.IsList, _ => Answers.Stream(body));
        _it.Start();
        await Eventually.HoldsAsync(() => Server.Lists == 1);
        await _it.StopAsync();
        await body.Closed.Soon();
        Assert.True(_it.Informer.Synced.IsCanceled);
    }
}
