using System.Text;
using Keyframe.Registries.Probes;
using Keyframe.Registries.Tests.Http;

namespace Keyframe.Registries.Tests.Probes;

/// <summary>Whatever stands at the other end, a value comes back or a fault that says what to do.</summary>
public sealed class JsonProbeTests
{
    private readonly PauseClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"index": {"version": "2026-11-01"} }""", "2026-11-01")]
    [InlineData("""{"index": {"version": 7} }""", "7")]
    [InlineData("""{"index": {"version": 7.0} }""", "7.0")]
    [InlineData("""{"index": {"version": true} }""", "true")]
    [InlineData("""{"index": {"version": ""} }""", "")]
    [InlineData("""{"index": {"version": "\u00e4"} }""", "ä")]
    public async Task A_text_a_number_or_a_boolean_is_a_value(string answer, string value) =>
        Assert.Equal(value, await ReadAsync(exchange => exchange.AnswerAsync(answer)));

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("7")]
    public async Task The_whole_document_can_be_the_value(string answer) =>
        Assert.Equal("7", await ReadAsync(exchange => exchange.AnswerAsync(answer), pointer: ""));

    [Theory]
    [InlineData("""{"index": {} }""", "nothing")]
    [InlineData("[]", "nothing")]
    [InlineData("""{"index": {"version": null} }""", "no text, number or boolean")]
    [InlineData("""{"index": {"version": {"a": 1} } }""", "no text, number or boolean")]
    [InlineData("""{"index": {"version": [7]} }""", "no text, number or boolean")]
    [InlineData("""{"index": {"version": "\ud800"} }""", "no text, number or boolean")]
    public async Task A_pointer_to_anything_else_is_named(string answer, string found)
    {
        RegistryFault fault = await FaultAsync(exchange => exchange.AnswerAsync(answer));
        Assert.Equal(("MalformedAnswer", RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.EndsWith($": at /index/version of its answer there is {found}. Correct jsonPointer.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON", "application/json", "MalformedAnswer")]
    [InlineData("""{"index": {"version": 1}, "index": {"version": 2} }""", "application/json", "MalformedAnswer")]
    [InlineData("""{"\ud800": 1, "index": {"version": 1} }""", "application/json", "MalformedAnswer")]
    [InlineData("7", "text/plain", "UnexpectedContentType")]
    [InlineData("<html>", "text/html", "LoginPage")]
    public async Task An_answer_that_is_no_JSON_is_a_fault(string answer, string contentType, string reason)
    {
        RegistryFault fault = await FaultAsync(exchange =>
            exchange.AnswerAsync(Encoding.UTF8.GetBytes(answer), $"Content-Type: {contentType}\r\n"));
        Assert.Equal((reason, RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.DoesNotContain("registry", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_answer_is_not_read_to_its_end()
    {
        RegistryFault fault = await FaultAsync(exchange =>
            exchange.AnswerAsync(new byte[(1024 * 1024) + 1], "Content-Type: application/json\r\n"));
        Assert.Equal("AnswerTooLarge", fault.Reason);
    }

    [Theory]
    [InlineData(401, "PermissionDenied|CredentialsInvalid", RegistryFaultKind.Credentials)]
    [InlineData(403, "PermissionDenied|CredentialsInvalid", RegistryFaultKind.Credentials)]
    [InlineData(404, "RequestRefused", RegistryFaultKind.Permanent)]
    [InlineData(500, "RegistryUnavailable", RegistryFaultKind.Transient)]
    public async Task An_error_is_told_by_its_status_and_not_in_the_servers_words(int status, string reason, RegistryFaultKind kind)
    {
        RegistryFault fault = await FaultAsync(exchange => exchange.AnswerAsync($$"""{"error": "request {{Guid.NewGuid()}}"}""", status));
        Assert.Matches($"^({reason})$", fault.Reason);
        Assert.Equal(kind, fault.Kind);
        Assert.Contains($": {status}, ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("request ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretRef", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_busy_server_asks_to_wait_is_kept()
    {
        RegistryFault fault = await FaultAsync(exchange => exchange.AnswerAsync("{}", 503, "Retry-After: 120\r\n"));
        Assert.Equal((RegistryFaultKind.Transient, TimeSpan.FromMinutes(2)), (fault.Kind, fault.RetryAfter));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        var asked = new TaskCompletionSource();
        Task<RegistryFault> fault = FaultAsync(async exchange =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Stopped);
        });
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(("RegistryTimeout", RegistryFaultKind.Transient), ((await fault).Reason, (await fault).Kind));
    }

    [Theory]
    [InlineData("?a=/b&c=%20", "/?a=/b&c=%20")]
    [InlineData("/", "/")]
    [InlineData("//kb", "//kb")]
    [InlineData("/a%2Fb/kb?x=1#part", "/a%2Fb/kb?x=1")]
    public async Task Path_and_query_are_asked_for_as_they_are(string path, string target)
    {
        string? asked = null;
        await ReadAsync(
            exchange =>
            {
                asked = exchange.Target;
                Assert.Null(exchange.Header("Authorization"));
                return exchange.AnswerAsync("7");
            },
            path,
            "");
        Assert.Equal(target, asked);
    }

    [Fact]
    public async Task A_redirect_is_followed_on_the_same_server_and_to_no_other()
    {
        Assert.Equal("7", await ReadAsync(
            exchange => exchange.Target == "/v2" ? exchange.AnswerAsync("7") : exchange.AnswerAsync("", 302, "Location: /v2\r\n"), "/v1", ""));
        RegistryFault fault = await FaultAsync(exchange => exchange.AnswerAsync("", 302, "Location: http://169.254.169.254/latest\r\n"));
        Assert.Equal("RedirectRefused", fault.Reason);
        fault = await FaultAsync(exchange => exchange.AnswerAsync("", 302, "Location: /again\r\n"));
        Assert.Equal("RedirectRefused", fault.Reason);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/kb", true, "AddressRefused", "If this host is meant, add 127.0.0.1:1 to --registry-allowed-hosts")]
    [InlineData("https://indexer.search.svc/kb", true, "AddressRefused", "If this host is meant, add indexer.search.svc:443 to")]
    [InlineData("http://index.example.com/kb", false, "InsecureUrlRefused", "let the network change the answer")]
    public async Task The_guards_of_registries_hold(string url, bool allowHttp, string reason, string advice)
    {
        var network = new RecordingNetwork();
        var probe = new JsonProbe(new RegistryOptions { AllowHttp = allowHttp }, _clock, network.Network);
        RegistryFault fault = await Clients.FaultOfAsync(() => probe.ReadAsync(new Uri(url), "", Token));
        Assert.StartsWith(reason, fault.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
        Assert.Empty(network.Dialled);
    }

    private async Task<RegistryFault> FaultAsync(Func<Exchange, Task> serve) =>
        await Clients.FaultOfAsync(() => ReadAsync(serve));

    private async Task<string> ReadAsync(Func<Exchange, Task> serve, string path = "/kb", string pointer = "/index/version")
    {
        await using LoopbackServer server = LoopbackServer.Start(serve);
        var options = new RegistryOptions { AllowHttp = true, AllowedHosts = [HostPattern.Parse(server.Url.Authority)] };
        return await new JsonProbe(options, _clock).ReadAsync(new Uri(server.Url.OriginalString + path), pointer, Token);
    }
}
