using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class HostileAnswerTests
{
    private const string JsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n", true)]
    [InlineData("Content-Length: 10000000000\r\n", false)]
    [InlineData("", false)]
    public async Task Ten_gigabytes_are_not_read_beyond_the_limit(string framing, bool chunked)
    {
        const long All = 10_000_000_000;
        long sent = 0;
        var hungUp = new TaskCompletionSource();
        byte[] piece = Encoding.ASCII.GetBytes(chunked ? $"10000\r\n{new string(' ', 65536)}\r\n" : new string(' ', 65536));
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            try
            {
                await exchange.WriteAsync($"{JsonHead}{framing}\r\n");
                for (; sent < All; sent += piece.Length)
                {
                    await exchange.WriteAsync(piece);
                }
            }
            catch (IOException)
            {
                hungUp.SetResult();
            }
        });

        RegistryFault fault = await Client.Of(server).FaultAsync();

        Assert.Equal(("AnswerTooLarge", RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        await hungUp.Task.Soon();
        Assert.InRange(sent, 0, 32 * Limit);   // what the kernel had taken when the client hung up
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Limit, null)]
    [InlineData(Limit + 1, "AnswerTooLarge")]
    public async Task The_limit_is_1_MiB(int length, string? reason)
    {
        byte[] body = Encoding.ASCII.GetBytes("{}".PadRight(length));
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            await exchange.WriteAsync($"{JsonHead}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n");
            await exchange.WriteAsync(body);
            await exchange.WriteAsync("\r\n0\r\n\r\n");
        });
        using RegistryHttp http = Client.Of(server).Open();
        Assert.Equal(reason, reason is null ? await NothingAsync(http.JsonAsync()) : (await http.FaultAsync()).Reason);
    }

    [Theory]
    [InlineData(JsonHead + "Content-Length: 5\r\n\r\n{\"name\": \"long\"}", "MalformedAnswer")]
    [InlineData(JsonHead + "Content-Length: 500\r\n\r\n{}", "RegistryUnreachable")]
    [InlineData(JsonHead + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}", "RegistryUnreachable")]
    [InlineData(JsonHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}", "MalformedAnswer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Ty", "RegistryUnreachable")]
    [InlineData("", "RegistryUnreachable")]
    [InlineData("220 mail.example ESMTP\r\n\r\n", "MalformedAnswer")]
    public async Task An_answer_that_is_not_what_it_says_is_refused(string answer, string reason)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange =>
        {
            exchange.IsLast = true;
            return exchange.WriteAsync(answer);
        });
        RegistryFault fault = await Client.Of(server).FaultAsync();
        Assert.Equal(reason, fault.Reason);
        Assert.StartsWith($"127.0.0.1:{server.Url.Port}: ", fault.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n \r\n")]
    public async Task A_drip_of_headers_or_body_ends_after_15_seconds(string beginning)
    {
        bool isBody = beginning.EndsWith("\r\n", StringComparison.Ordinal);
        var clock = new PauseClock();
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            await exchange.WriteAsync(beginning);
            while (true)
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await exchange.WriteAsync(isBody ? "1\r\n \r\n" : "x");
                await Task.Yield();
            }
        });

        RegistryFault fault = await (Client.Of(server) with { Clock = clock }).FaultAsync();

        Assert.Equal(("RegistryTimeout", RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
        Assert.EndsWith("no complete answer within 15 s.", fault.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Endless_headers_are_an_answer_too_large()
    {
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await exchange.WriteAsync($"X-Filler: {new string('x', 1000)}\r\n");
            }
        });
        Assert.Equal("AnswerTooLarge", (await Client.Of(server).FaultAsync()).Reason);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_compressed_answer_is_refused_and_not_expanded()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[10 * Limit], TestContext.Current.CancellationToken);
        }

        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync(
            bomb.ToArray(), "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"));
        RegistryFault fault = await Client.Of(server).FaultAsync();
        Assert.Equal("UnexpectedContentType", fault.Reason);
        Assert.EndsWith("its answer is compressed (gzip), which was not asked for.", fault.Message);
        Assert.Contains("Accept-Encoding: identity\r\n", server.Requests.Single());
    }

    [Theory]
    [InlineData("text/html", "LoginPage")]
    [InlineData("text/html; charset=utf-8", "LoginPage")]
    [InlineData("application/xhtml+xml", "LoginPage")]
    [InlineData("text/plain", "UnexpectedContentType")]
    [InlineData("application/octet-stream", "UnexpectedContentType")]
    [InlineData("application/jsonp", "UnexpectedContentType")]
    [InlineData("nonsense", "UnexpectedContentType")]
    [InlineData(null, "UnexpectedContentType")]
    public async Task Only_JSON_is_read(string? contentType, string reason)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync(
            "{}"u8.ToArray(), contentType is null ? "" : $"Content-Type: {contentType}\r\n"));
        RegistryFault fault = await Client.Of(server).FaultAsync();
        Assert.Equal((reason, RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("application/problem+json")]
    public async Task In_whichever_name(string contentType)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync(
            "{\"name\":\"ä\"}"u8.ToArray(), $"Content-Type: {contentType}\r\n"));
        using RegistryHttp http = Client.Of(server).Open();
        Assert.Equal("ä", (string?)(await http.JsonAsync())["name"]);
    }

    [Fact]
    public async Task An_error_keeps_its_status_whatever_its_body_is()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync(
            new byte[Limit + 1], "Content-Type: text/html\r\nContent-Encoding: br\r\n", 401));
        Assert.Equal("CredentialsInvalid", (await Client.Of(server).FaultAsync()).Reason);
    }

    [Fact]
    public async Task Cookies_are_not_kept_and_trace_ids_not_sent()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity activity = new Activity("reconcile").AddBaggage("team", "models").Start();
        await using LoopbackServer server = LoopbackServer.Start(
            exchange => exchange.AnswerAsync("{}", headers: "Set-Cookie: session=1\r\n"));
        using RegistryHttp http = Client.Of(server).Open();
        await http.JsonAsync();
        await http.JsonAsync();

        IEnumerable<string> names = server.Requests.Last().Split("\r\n")
            .Where(line => line.Contains(": ")).Select(line => line.Split(':')[0]);
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], names.Order());
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_used()
    {
        await using LoopbackServer proxy = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Url);
        try
        {
            using RegistryHttp http = Client.Of(server).Open();
            await http.JsonAsync();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal((0, 1), (proxy.Connections, server.Connections));
    }

    private static async Task<string?> NothingAsync(Task task)
    {
        await task;
        return null;
    }
}
