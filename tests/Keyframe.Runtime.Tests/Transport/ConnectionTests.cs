using k8s;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Transport;

/// <summary>What only shows on connections: nothing hangs, nothing leaks, in either protocol.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly FakeServer _server = new();
    private readonly FakeTimeProvider _clock = new();
    private SocketServer _socket = null!;
    private ApiTransport? _transport;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _socket = await SocketServer.StartAsync(_server);

    public async ValueTask DisposeAsync()
    {
        _transport?.Dispose();
        await _socket.DisposeAsync();
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task A_stalled_list_ends_by_its_time_limit_and_the_server_learns_it(string protocol)
    {
        FakeBody body = Stalls(r => r.IsList, "{\"items\":[");
        Task<List<ListPage<Widget>>> list = ListAsync(Client(protocol), Token);
        await body.Taken.Soon();
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await Assert.ThrowsAsync<ApiException>(() => list.Soon())).IsUnreachable);
        await body.Closed.Soon();
        Assert.Equal(protocol, Assert.Single(_socket.Protocols));
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task A_stalled_list_ends_by_cancellation_and_the_server_learns_it(string protocol)
    {
        FakeBody body = Stalls(r => r.IsList, "{\"items\":[");
        using var cancel = new CancellationTokenSource();
        Task<List<ListPage<Widget>>> list = ListAsync(Client(protocol), cancel.Token);
        await body.Taken.Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.Soon());
        await body.Closed.Soon();
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task Cancelling_a_watch_before_its_first_line_closes_its_stream(string protocol)
    {
        FakeBody body = Stalls(r => r.IsWatch, "");
        using var cancel = new CancellationTokenSource();
        Task<List<WatchEvent<Widget>>> watch = WatchAsync(Client(protocol), cancel.Token);
        await body.Taken.Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.Soon());
        await body.Closed.Soon();
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task An_idle_watch_ends_without_an_exception(string protocol)
    {
        _server.Next(r => r.IsWatch, _ => Answers.Stream(new FakeBody().End()));
        Assert.Empty(await WatchAsync(Client(protocol), Token).Soon());
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task A_watch_that_is_reset_inside_an_event_is_a_broken_stream(string protocol)
    {
        FakeBody body = Stalls(r => r.IsWatch, Answers.Bookmark("9") + "{\"type\":\"ADD");
        var events = new List<WatchEvent<Widget>>();
        Exception e = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (WatchEvent<Widget> change in Watch(Client(protocol), Token))
            {
                events.Add(change);
                body.Break();
            }
        });
        Assert.True(e is IOException or HttpRequestException, e.GetType().FullName);
        Assert.Single(events);
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2")]
    public async Task Two_hundred_stalled_answers_hold_up_nobody(string protocol)
    {
        _server.Put("a");
        FakeBody[] bodies = [.. Enumerable.Range(0, 200).Select(_ => Stalls(r => r.IsList, "{\"items\":["))];
        ResourceClient<Widget> client = Client(protocol);
        using var cancel = new CancellationTokenSource();
        Task[] lists = [.. bodies.Select(_ => ListAsync(client, cancel.Token))];
        await Task.WhenAll(bodies.Select(body => body.Taken)).Soon();
        Assert.NotNull(await client.GetAsync(new("ns", "a"), Token).Soon());
        await cancel.CancelAsync();
        await Task.WhenAll(lists.Select(list => Assert.ThrowsAnyAsync<OperationCanceledException>(() => list))).Soon();
        await Task.WhenAll(bodies.Select(body => body.Closed)).Soon();
    }

    [Fact]
    public void A_dead_connection_is_noticed_after_45_seconds_and_a_dead_server_after_5()
    {
        SocketsHttpHandler? made = null;
        var configuration = new KubernetesClientConfiguration
        {
            Host = "https://fake.invalid",
            FirstMessageHandlerSetup = handler => made = handler,
        };
        using var transport = new ApiTransport(configuration, new ApiTransportOptions { FieldManager = "tester" });
        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5)),
            (made!.KeepAlivePingDelay, made.KeepAlivePingTimeout, made.ConnectTimeout));
        Assert.Equal(HttpKeepAlivePingPolicy.WithActiveRequests, made.KeepAlivePingPolicy);
        Assert.True(made.EnableMultipleHttp2Connections);
    }

    private FakeBody Stalls(Func<FakeRequest, bool> match, string begin)
    {
        FakeBody body = new FakeBody().Write(begin);
        _server.Next(match, _ => Answers.Stream(body));
        return body;
    }

    private ResourceClient<Widget> Client(string protocol)
    {
        KubernetesClientConfiguration configuration = _socket.Configuration;
        configuration.DisableHttp2 = protocol == "HTTP/1.1";
        _transport = new ApiTransport(configuration, new ApiTransportOptions { FieldManager = "tester", Clock = _clock });
        return _transport.Resource(Widget.Type);
    }

    private static Task<List<ListPage<Widget>>> ListAsync(ResourceClient<Widget> client, CancellationToken cancellationToken) =>
        client.ListAsync(new ListOptions(), cancellationToken).ToListAsync(Token).AsTask();

    private static Task<List<WatchEvent<Widget>>> WatchAsync(ResourceClient<Widget> client, CancellationToken cancel) =>
        Watch(client, cancel).ToListAsync(Token).AsTask();

    private static IAsyncEnumerable<WatchEvent<Widget>> Watch(ResourceClient<Widget> client, CancellationToken cancel) =>
        client.WatchAsync(new WatchOptions(new("5"), TimeSpan.FromSeconds(300)), cancel);
}
