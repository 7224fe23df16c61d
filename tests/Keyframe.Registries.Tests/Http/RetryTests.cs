using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class RetryTests
{
    private readonly PauseClock _clock = new();

    [Theory]
    [InlineData(408)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_server_that_cannot_answer_now_is_asked_three_times_in_all(int status)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}", status));
        RegistryFault fault = await (Client.Of(server) with { Clock = _clock }).FaultAsync();
        Assert.Equal("RegistryUnavailable", fault.Reason);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, _clock.Pauses.Count);
        Assert.All(_clock.Pauses, pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Until_it_answers()
    {
        int asked = 0;
        await using LoopbackServer server = LoopbackServer.Start(
            exchange => exchange.AnswerAsync("{\"ok\":true}", ++asked < 3 ? 503 : 200));
        using RegistryHttp http = (Client.Of(server) with { Clock = _clock }).Open();
        Assert.True((bool)(await http.JsonAsync())["ok"]!);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]   // MLflow says FEATURE_DISABLED with it
    [InlineData(501)]
    public async Task Any_other_answer_stands(int status)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}", status));
        using RegistryHttp http = (Client.Of(server) with { Clock = _clock }).Open();
        Assert.Equal(status, (int)(await http.GetAsync()).Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_replaced()
    {
        int asked = 0;
        await using LoopbackServer server = LoopbackServer.Start(exchange =>
        {
            exchange.IsLast = ++asked < 3;
            return exchange.IsLast
                ? exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
                : exchange.AnswerAsync("{}");
        });
        using RegistryHttp http = (Client.Of(server) with { Clock = _clock }).Open();
        await http.JsonAsync();
        Assert.Equal(3, server.Connections);
    }

    [Theory]
    [InlineData(429, "Retry-After: 3\r\n", 3, 3.0)]
    [InlineData(429, "Retry-After: 5\r\n", 3, 5.0)]
    [InlineData(429, "Retry-After: 6\r\n", 1, null)]
    [InlineData(429, "Retry-After: 600\r\n", 1, null)]
    [InlineData(429, "", 1, null)]
    [InlineData(503, "Retry-After: 4\r\n", 3, 4.0)]
    [InlineData(503, "Retry-After: 60\r\n", 1, null)]
    public async Task Who_asks_to_wait_is_waited_for_when_it_is_short(int status, string header, int requests, double? pause)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}", status, header));
        RegistryFault fault = await (Client.Of(server) with { Clock = _clock }).FaultAsync();
        Assert.Equal(status == 429 ? "RateLimited" : "RegistryUnavailable", fault.Reason);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal(Enumerable.Repeat(pause, requests - 1), _clock.Pauses.Select(p => (double?)p.TotalSeconds));
    }

    [Fact]
    public async Task The_15_seconds_are_for_all_tries_together()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange =>
        {
            _clock.Advance(TimeSpan.FromSeconds(8));
            return exchange.AnswerAsync("{}", 503);
        });
        Assert.Equal("RegistryTimeout", (await (Client.Of(server) with { Clock = _clock }).FaultAsync()).Reason);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_the_caller_gives_up_is_no_fault()
    {
        using var giveUp = new CancellationTokenSource();
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            await giveUp.CancelAsync();
            await Task.Delay(Timeout.Infinite, exchange.Stopped);
        });
        using RegistryHttp http = (Client.Of(server) with { Clock = _clock }).Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync("ask", giveUp.Token).Soon());
    }

    [Fact]
    public async Task Once_disposed_it_says_so_as_a_fault_that_passes()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        RegistryHttp http = Client.Of(server).Open();
        http.Dispose();
        RegistryFault fault = await http.FaultAsync();
        Assert.Equal(("RegistryUnreachable", RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
    }
}
