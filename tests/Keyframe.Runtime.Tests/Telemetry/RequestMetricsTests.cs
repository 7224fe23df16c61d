using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>What is asked of the API server, and which series tell of it.</summary>
public sealed class RequestMetricsTests : IDisposable
{
    private static readonly ObjectKey Key = new("ns", "a");
    private readonly FakeTimeProvider _clock = new();
    private readonly RuntimeMetrics _metrics = new();
    private readonly MetricsCollector _seen;
    private readonly FakeServer _server;
    private readonly ResourceClient<Widget> _client;

    public RequestMetricsTests()
    {
        _seen = new MetricsCollector(_metrics);
        _server = new FakeServer { Metrics = _metrics };
        _client = _server.Client(_clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _seen.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Requests_are_counted_by_code_method_and_host()
    {
        _server.Put("a");
        await _client.GetAsync(Key, Token);
        await _client.GetAsync(Key, Token);
        Assert.Null(await _client.GetAsync(new("ns", "none"), Token));
        await _client.MergePatchAsync(Key, new JsonObject(), Token);
        Assert.Equal(
            """
            rest_client_requests_total{code=200,host=fake.invalid:80,method=GET} 2
            rest_client_requests_total{code=200,host=fake.invalid:80,method=PATCH} 1
            rest_client_requests_total{code=404,host=fake.invalid:80,method=GET} 1
            """,
            _seen.NonZero("rest_client_requests_total"));
    }

    [Fact]
    public async Task A_request_without_an_answer_is_an_error()
    {
        _server.Next(_ => true, _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused"));
        _server.Next(_ => true, (_, token) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(60));   // the limit of a read
            return Task.FromCanceled<HttpResponseMessage>(token);
        });
        await Assert.ThrowsAsync<ApiException>(() => _client.GetAsync(Key, Token));
        await Assert.ThrowsAsync<ApiException>(() => _client.GetAsync(Key, Token));
        Assert.Equal(
            """
            rest_client_request_duration_seconds{host=fake.invalid:80,verb=GET} 60
            rest_client_requests_total{code=<error>,host=fake.invalid:80,method=GET} 2
            """,
            _seen.NonZero("rest_client_"));
    }

    [Fact]
    public async Task A_request_lasts_until_its_answer_is_read()
    {
        var body = new FakeBody();
        _server.Next(_ => true, _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            return Answers.Stream(body);
        });
        Task<Widget?> get = _client.GetAsync(Key, Token);
        await Eventually.HoldsAsync(() => _seen.NonZero("rest_client_requests_total").Length > 0);
        _clock.Advance(TimeSpan.FromSeconds(3));
        body.Write("""{"metadata":{"name":"a"}}""").End();
        await get.Soon();
        Assert.Equal(
            "rest_client_request_duration_seconds{host=fake.invalid:80,verb=GET} 5", _seen.NonZero("rest_client_request_duration"));
    }

    [Fact]
    public async Task A_watch_is_counted_when_it_is_open_and_has_no_duration()
    {
        await using IAsyncEnumerator<WatchEvent<Widget>> watch = _client
            .WatchAsync(new WatchOptions(new("100"), TimeSpan.FromSeconds(300)), Token).GetAsyncEnumerator(Token);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        FakeBody body = await _server.NextWatchAsync();
        await Eventually.HoldsAsync(() => _seen.Collect("rest_client_").Count > 0);
        _clock.Advance(TimeSpan.FromSeconds(30));
        body.End();
        Assert.False(await next.Soon());
        Assert.Equal(
            "rest_client_requests_total{code=200,host=fake.invalid:80,method=GET} 1", _seen.NonZero("rest_client_"));
    }

    [Theory]
    [InlineData("https://10.96.0.1", "10.96.0.1:443")]
    [InlineData("https://[fd00::1]:6443/k8s/clusters/c-1", "[fd00::1]:6443")]
    public void The_host_has_its_port_and_no_path(string server, string host)
    {
        _metrics.Requests(new Uri(server)).Answered(HttpMethod.Get, HttpStatusCode.OK);
        Assert.Equal($"rest_client_requests_total{{code=200,host={host},method=GET}} 1", _seen.NonZero("rest_client_"));
    }
}
