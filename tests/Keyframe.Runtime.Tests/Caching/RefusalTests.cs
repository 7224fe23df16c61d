using System.Net;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>Who refuses is asked again, when and how often.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private readonly ReflectorHarness _it = new();

    private FakeServer Server => _it.Server;

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task After_an_outage_of_any_length_the_first_answer_leads_to_a_correct_cache_within_seconds()
    {
        FakeBody watch = await _it.SyncAsync();
        Server.Put("a", silently: true);
        Server.Compact();
        for (int i = 0; i < 20; i++)
        {
            Server.Next(
                r => r.IsWatch, _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused"));
        }

        Server.Next(r => r.IsWatch, _ => Initializing());
        watch.End();
        await _it.ConvergesAsync();
        // 1 + 20 waits for the end that was no end and the refusals, of 30 s in the end; then one for the server to be ready, and
        // none for the version that has expired meanwhile.
        double[] waits = [.. _it.Clock.Waits.Select(wait => Math.Round(wait.TotalSeconds, 3))];
        Assert.Equal(22, waits.Length);
        Assert.Equal((22.5, 1.2), (waits[^2], waits[^1]));
    }

    [Fact]
    public async Task A_version_that_expires_again_and_again_is_no_reason_to_hurry()
    {
        for (int i = 0; i < 6; i++)
        {
            Server.Next(r => r.IsWatch, _ => Answers.Expired());
        }

        await _it.SyncAsync();
        Assert.Equal([1.2, 2.4, 4.8, 9.6, 19.2], _it.Clock.Waits.Select(w => Math.Round(w.TotalSeconds, 3)));
        Assert.Equal(7, Server.Lists);
    }

    [Theory]
    [InlineData(429, "TooManyRequests", 1)]
    [InlineData(403, "Forbidden", 1)]
    [InlineData(500, "InternalError", 2)]
    public async Task A_refused_watch_is_tried_again_and_the_list_only_if_it_may_help(int code, string reason, int lists)
    {
        for (int i = 0; i < 5; i++)
        {
            Server.Next(r => r.IsWatch, _ => Answers.Status((HttpStatusCode)code, reason));
        }

        await _it.SyncAsync();
        Assert.Equal(lists, Server.Lists);
        Assert.Equal([1.2, 2.4, 4.8, 9.6, 19.2], _it.Clock.Waits.Select(w => Math.Round(w.TotalSeconds, 3)));
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again_without_a_list()
    {
        FakeBody watch = await _it.SyncAsync();
        Server.Put("a", silently: true);
        Enumerable.Range(0, 5).ToList().ForEach(_ => Server.Next(
            r => r.IsWatch, _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused")));
        watch.End();
        await _it.ConvergesAsync();
        Assert.Equal(1, Server.Lists);
    }

    [Fact]
    public async Task The_server_says_how_long_to_wait()
    {
        HttpResponseMessage busy = Answers.Status(HttpStatusCode.TooManyRequests, "TooManyRequests");
        busy.Headers.TryAddWithoutValidation("Retry-After", "17");
        Server.Next(r => r.IsList, _ => busy);
        await _it.SyncAsync();
        Assert.Equal([TimeSpan.FromSeconds(17)], _it.Clock.Waits);
    }

    [Fact]
    public async Task A_kind_that_is_not_served_yet_is_waited_for()
    {
        Server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.NotFound, "404 page not found\n", "text/plain"));
        await _it.SyncAsync();
        string message = Assert.Single(_it.Logger.Messages(1004));
        Assert.Contains("apply the CustomResourceDefinition widgets.test.dev", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_we_may_not_list_is_named()
    {
        Server.Next(r => r.IsList, _ => Answers.Status(HttpStatusCode.Forbidden, "Forbidden"));
        await _it.SyncAsync();
        Assert.Contains("Not allowed to list widgets.test.dev", _it.Logger.Messages(1005).Single(), StringComparison.Ordinal);
    }

    private static HttpResponseMessage Initializing()
    {
        HttpResponseMessage answer = Answers.Status(
            HttpStatusCode.TooManyRequests, "TooManyRequests", "storage is (re)initializing");
        answer.Headers.TryAddWithoutValidation("Retry-After", "1");
        return answer;
    }
}
