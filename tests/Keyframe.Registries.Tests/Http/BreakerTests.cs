using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class BreakerTests : IAsyncDisposable
{
    private readonly PauseClock _clock = new();
    private readonly LoopbackServer _server;
    private readonly RegistryHttp _http;
    private int _status = 503;

    /// <summary>What the server does to its caller instead of an answer.</summary>
    private CancellationTokenSource? _meanwhile;

    public BreakerTests()
    {
        _server = LoopbackServer.Start(async exchange =>
        {
            if (_meanwhile is { } giveUp)
            {
                await giveUp.CancelAsync();
                await Task.Delay(Timeout.Infinite, exchange.Stopped);
            }

            await exchange.AnswerAsync("{}", _status);
        });
        _http = (Client.Of(_server) with { Clock = _clock }).Open();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task After_three_failures_in_a_row_nothing_is_sent_and_the_last_fault_is_told()
    {
        await FailAsync(3);
        int sent = _server.Requests.Count;

        RegistryFault[] faults = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _http.FaultAsync()));

        Assert.Equal(9, sent);
        Assert.Equal(sent, _server.Requests.Count);
        Assert.All(faults, fault =>
        {
            Assert.Equal(("RegistryUnavailable", RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
            Assert.InRange(fault.RetryAfter!.Value, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
            Assert.StartsWith($"127.0.0.1:{_server.Url.Port}: 503, the server cannot answer now.", fault.Message);
            Assert.EndsWith("This went on several times in a row, so it is not asked for a while.", fault.Message);
        });
    }

    [Fact]
    public async Task One_question_without_further_tries_finds_out_whether_the_outage_is_over()
    {
        await FailAsync(3);
        await PassAsync();
        int sent = _server.Requests.Count;

        RegistryFault[] faults = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _http.FaultAsync()));

        Assert.Equal(sent + 1, _server.Requests.Count);
        Assert.All(faults, fault => Assert.Equal("RegistryUnavailable", fault.Reason));
    }

    [Fact]
    public async Task When_it_is_over_everything_is_asked_again()
    {
        await FailAsync(3);
        await PassAsync();
        _status = 200;
        await _http.JsonAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _http.JsonAsync()));
        _status = 503;
        int sent = _server.Requests.Count;
        await FailAsync(2);
        Assert.Equal(sent + 6, _server.Requests.Count);   // further tries are back too
    }

    [Fact]
    public async Task While_it_lasts_the_pause_doubles_from_5_seconds_to_5_minutes()
    {
        await FailAsync(3);
        List<double> breaks = [];
        for (int i = 0; i < 9; i++)
        {
            breaks.Add((await PassAsync()).TotalSeconds);
            await FailAsync(1);
        }

        double[] middle = [5, 10, 20, 40, 80, 160, 300, 300, 300];
        Assert.All(breaks.Zip(middle), b => Assert.InRange(b.First, b.Second * 0.8, b.Second * 1.2));
        Assert.Contains(breaks.Zip(middle), b => Math.Abs(b.First - b.Second) > 0.01);
    }

    [Fact]
    public async Task A_server_that_asks_for_longer_is_left_alone_for_longer()
    {
        await using LoopbackServer limiting = LoopbackServer.Start(
            exchange => exchange.AnswerAsync("{}", 429, "Retry-After: 100\r\n"));
        using RegistryHttp http = (Client.Of(limiting) with { Clock = _clock }).Open();
        for (int i = 0; i < 3; i++)
        {
            await http.FaultAsync();
        }

        RegistryFault fault = await http.FaultAsync();
        Assert.Equal("RateLimited", fault.Reason);
        Assert.InRange(fault.RetryAfter!.Value.TotalSeconds, 80, 120);
        Assert.Equal(3, limiting.Requests.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Anything_that_is_an_answer_ends_the_row(int status)
    {
        await FailAsync(2);
        _status = status;
        await _http.GetAsync();
        _status = 503;
        await FailAsync(2);
        Assert.Equal((4 * 3) + 1, _server.Requests.Count);
    }

    [Fact]
    public async Task An_outage_is_seen_however_much_went_well_before()
    {
        _status = 200;
        for (int i = 0; i < 200; i++)
        {
            await _http.JsonAsync();
        }

        _status = 503;
        await FailAsync(4);
        Assert.Equal(200 + 9, _server.Requests.Count);
    }

    [Fact]
    public async Task A_registry_that_hangs_is_an_outage_too()
    {
        await using LoopbackServer hanging = LoopbackServer.Start(exchange =>
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            return Task.Delay(Timeout.Infinite, exchange.Stopped);
        });
        using RegistryHttp http = (Client.Of(hanging) with { Clock = _clock }).Open();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("RegistryTimeout", (await http.FaultAsync()).Reason);
        }

        Assert.Equal(3, hanging.Requests.Count);
    }

    [Fact]
    public async Task What_a_caller_gives_up_neither_makes_an_outage_nor_ends_it()
    {
        await GiveUpAsync();
        await FailAsync(2);
        await GiveUpAsync();
        await FailAsync(1);

        await PassAsync();
        await GiveUpAsync();
        int sent = _server.Requests.Count;
        await FailAsync(1);
        Assert.Equal(sent, _server.Requests.Count);
    }

    private async Task FailAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.Equal("RegistryUnavailable", (await _http.FaultAsync()).Reason);
        }
    }

    private async Task GiveUpAsync()
    {
        using var giveUp = new CancellationTokenSource();
        _meanwhile = giveUp;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _http.GetAsync("ask", giveUp.Token).Soon());
        _meanwhile = null;
    }

    /// <summary>Lets the break pass, and tells how long it was.</summary>
    private async Task<TimeSpan> PassAsync()
    {
        TimeSpan left = (await _http.FaultAsync()).RetryAfter!.Value;
        _clock.Advance(left);
        return left;
    }
}
