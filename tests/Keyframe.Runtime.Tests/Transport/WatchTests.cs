using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Transport;

public sealed class WatchTests
{
    private readonly FakeServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_as_the_server_sends_them()
    {
        Assert.Equal(["Added a", "Modified a", "Bookmark 9", "Deleted a"], await ReadAsync(new FakeBody()
            .Write(Answers.Event("ADDED", Json("a")))
            .Write(Answers.Event("MODIFIED", Json("a")))
            .Write(Answers.Bookmark("9"))
            .Write(Answers.Event("DELETED", Json("a")))
            .End()));
    }

    [Fact]
    public async Task A_watch_asks_for_bookmarks_and_for_an_end()
    {
        await ReadAsync(new FakeBody().End());
        FakeRequest request = _server.Requests.Single();
        Assert.Equal(("true", "5", "300"),
            (request.Query["allowWatchBookmarks"], request.Query["resourceVersion"], request.Query["timeoutSeconds"]));
        Assert.DoesNotContain("sendInitialEvents", request.Query.Keys);
    }

    [Fact]
    public async Task An_end_without_an_event_is_a_normal_end() => Assert.Empty(await ReadAsync(new FakeBody().End()));

    [Fact]
    public async Task An_error_event_is_an_exception()
    {
        FakeBody body = new FakeBody().Write(Answers.ErrorEvent(HttpStatusCode.Gone, "Expired"));
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(body));
        Assert.True(e.IsExpired);
        Assert.Equal(HttpStatusCode.Gone, e.StatusCode);
        await body.Closed.Soon();
    }

    [Theory]
    [InlineData("garbage\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"},\"spec\":{\"size\":\"large\"}}}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":null}\n")]
    [InlineData("{\"type\":\"ADDED\"}\n")]
    [InlineData("{\"object\":{\"metadata\":{\"name\":\"a\"}}}\n")]
    [InlineData("{\"type\":\"NEWS\",\"object\":{\"metadata\":{\"name\":\"a\"}}}\n")]
    [InlineData("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{}}}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"}}} trailing\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"}}\n")]
    [InlineData("[]\n")]
    [InlineData("7\n")]
    public async Task What_cannot_be_understood_is_never_skipped(string line) =>
        await Assert.ThrowsAsync<UndecodableException>(() => ReadAsync(new FakeBody().Write(line)));

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    public async Task An_object_may_be_nested_as_deep_as_in_a_list(int depth, bool decodable)
    {
        string nested = new string('[', depth) + new string(']', depth);
        string item = $$$"""{"metadata":{"name":"a"},"free":{"form":{{{nested}}} } }""";
        _server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.OK, $$"""{"items":[{{item}}]}"""));
        ListPage<Widget> page = await _server.Client().ListAsync(new ListOptions(), Token).SingleAsync(Token);
        Assert.Equal(decodable, page.Undecodable.Count == 0);
        Exception? problem = await Record.ExceptionAsync(() => ReadAsync(
            new FakeBody().Write($$"""{"type":"ADDED","object":{{item}} }""").Write("\n").End()));
        Assert.Equal(decodable, problem is null);
    }

    [Fact]
    public async Task Half_an_event_at_the_end_is_a_broken_stream() => await Assert.ThrowsAsync<IOException>(
        () => ReadAsync(new FakeBody().Write(Answers.Bookmark("9")).Write("{\"type\":\"ADD").End()));

    [Fact]
    public async Task A_reset_is_a_broken_stream() =>
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(new FakeBody().Write("{\"type\"").Break()));

    [Fact]
    public async Task A_refused_watch_is_an_exception()
    {
        _server.Next(r => r.IsWatch, _ => Answers.Expired());
        Assert.True((await Assert.ThrowsAsync<ApiException>(() => ReadAsync())).IsExpired);
    }

    [Fact]
    public async Task A_server_that_does_not_even_answer_is_given_up()
    {
        var clock = new FakeTimeProvider();
        _server.Next(r => r.IsWatch, async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return Answers.Expired();
        });
        var options = new WatchOptions(new ResourceVersion("5"), TimeSpan.FromSeconds(300));
        ValueTask<bool> first = _server.Client(clock).WatchAsync(options, Token).GetAsyncEnumerator(Token).MoveNextAsync();
        await Eventually.HoldsAsync(() => _server.Watches == 1);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await Assert.ThrowsAsync<ApiException>(() => first.AsTask().Soon())).IsUnreachable);
    }

    [Fact]
    public async Task Cancelling_before_the_first_event_closes_the_stream()
    {
        var body = new FakeBody();
        _server.Next(r => r.IsWatch, _ => Answers.Stream(body));
        using var cancel = new CancellationTokenSource();
        Task<List<string>> watch = ReadAsync(null, cancel.Token);
        await Eventually.HoldsAsync(() => _server.Watches == 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.Soon());
        await body.Closed.Soon();
    }

    [Fact]
    public async Task Leaving_the_loop_closes_the_stream()
    {
        FakeBody body = new FakeBody().Write(Answers.Bookmark("6"));
        _server.Next(r => r.IsWatch, _ => Answers.Stream(body));
        await foreach (WatchEvent<Widget> _ in Watch(Token))
        {
            break;
        }

        await body.Closed.Soon();
    }

    [Fact]
    public async Task The_order_of_members_does_not_matter() => Assert.Equal(["Added a"], await ReadAsync(new FakeBody()
        .Write("\r\n\n{\"object\":{\"metadata\":{\"name\":\"a\"}},\"extra\":[{}],\"type\":\"ADDED\"}\r\n").End()));

    [Fact]
    public async Task An_event_may_be_longer_than_any_buffer()
    {
        JsonObject large = Json("a");
        large["spec"] = new JsonObject { ["color"] = new string('x', 3_000_000) };
        _server.Next(r => r.IsWatch, _ => Answers.Stream(new FakeBody().Write(Answers.Event("ADDED", large)).End()));
        var added = (WatchEvent<Widget>.Added)await Watch(Token).SingleAsync(Token);
        Assert.Equal(3_000_000, added.Item.Spec!.Color!.Length);
    }

    [Fact]
    public Task However_the_stream_is_cut_the_events_are_the_same()
    {
        byte[] stream = Encoding.UTF8.GetBytes(
            Answers.Event("ADDED", Json("é")) + Answers.Bookmark("9") + "\n" + Answers.Event("DELETED", Json("日本")));
        return Gen.Int[0, stream.Length].Array[0, 12].SampleAsync(async cuts =>
        {
            var body = new FakeBody();
            int[] points = [0, .. cuts.Order(), stream.Length];
            foreach ((int from, int to) in points.Zip(points.Skip(1)))
            {
                body.Write(stream[from..to]);
            }

            return await ReadAsync(body.End()) is ["Added é", "Bookmark 9", "Deleted 日本"];
        }, iter: 300, threads: 1);
    }

    private static JsonObject Json(string name) =>
        new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "ns", ["resourceVersion"] = "6" } };

    private IAsyncEnumerable<WatchEvent<Widget>> Watch(CancellationToken cancellationToken) =>
        _server.Client().WatchAsync(new WatchOptions(new ResourceVersion("5"), TimeSpan.FromSeconds(300)), cancellationToken);

    private async Task<List<string>> ReadAsync(FakeBody? body = null, CancellationToken? cancel = null)
    {
        if (body is not null)
        {
            _server.Next(r => r.IsWatch, _ => Answers.Stream(body));
        }

        return await Watch(cancel ?? Token).Select(Text).ToListAsync(Token);
    }

    private static string Text(WatchEvent<Widget> change) => change switch
    {
        WatchEvent<Widget>.Added(var w) => $"Added {w.Metadata.Name}",
        WatchEvent<Widget>.Modified(var w) => $"Modified {w.Metadata.Name}",
        WatchEvent<Widget>.Deleted(var w) => $"Deleted {w.Metadata.Name}",
        WatchEvent<Widget>.Bookmark(var v) => $"Bookmark {v}",
        _ => "?",
    };
}
