using System.Collections.Concurrent;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Registries.Tests.Replays;

/// <summary>
/// Answers what a real server answered to the same request, and nothing else: a request that was not captured, or an exchange
/// that is not asked for, fails the test when this is disposed.
/// </summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private readonly IReadOnlyList<Exchange> _exchanges;
    private readonly ConcurrentDictionary<string, bool> _used = [];
    private readonly ConcurrentQueue<string> _unknown = [];
    private LoopbackServer? _server;

    private ReplayServer(IReadOnlyList<Exchange> exchanges) => _exchanges = exchanges;

    public Uri Url => _server!.Url;

    /// <summary>The same under the name localhost, which is a DNS name.</summary>
    public Uri NamedUrl => new UriBuilder(Url) { Host = "localhost" }.Uri;

    public static async Task<ReplayServer> StartAsync(params string[] names)
    {
        var replay = new ReplayServer([.. names.Select(Exchange.Load)]);
        replay._server = await LoopbackServer.StartAsync(replay.Answer, TestContext.Current.CancellationToken);
        return replay;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Assert.Empty(_unknown);
        Assert.DoesNotContain(_exchanges, exchange => !_used.ContainsKey(exchange.Name));
    }

    private ServedAnswer Answer(ServedRequest request)
    {
        if (_exchanges.FirstOrDefault(exchange => exchange.Matches(request)) is { } found)
        {
            _used[found.Name] = true;
            return found.Served;
        }

        _unknown.Enqueue($"{request.Method} {request.Target}");
        return new ServedAnswer(404, "text/plain", "not captured");
    }
}
