using System.Net;
using System.Text;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class RegistryAnswerTests
{
    [Theory]
    [InlineData(200, RegistryFaultKind.Permanent, "MalformedAnswer")]
    [InlineData(204, RegistryFaultKind.Permanent, "MalformedAnswer")]
    [InlineData(304, RegistryFaultKind.Permanent, "MalformedAnswer")]
    [InlineData(400, RegistryFaultKind.Permanent, "RequestRefused")]
    [InlineData(401, RegistryFaultKind.Credentials, "CredentialsInvalid")]
    [InlineData(403, RegistryFaultKind.Credentials, "PermissionDenied")]
    [InlineData(404, RegistryFaultKind.Permanent, "RequestRefused")]
    [InlineData(405, RegistryFaultKind.Permanent, "RequestRefused")]
    [InlineData(407, RegistryFaultKind.Permanent, "RequestRefused")]
    [InlineData(408, RegistryFaultKind.Transient, "RegistryUnavailable")]
    [InlineData(409, RegistryFaultKind.Permanent, "RequestRefused")]
    [InlineData(422, RegistryFaultKind.Permanent, "RequestRefused")]
    [InlineData(429, RegistryFaultKind.Transient, "RateLimited")]
    [InlineData(500, RegistryFaultKind.Transient, "RegistryUnavailable")]
    [InlineData(501, RegistryFaultKind.Transient, "RegistryUnavailable")]
    [InlineData(502, RegistryFaultKind.Transient, "RegistryUnavailable")]
    [InlineData(503, RegistryFaultKind.Transient, "RegistryUnavailable")]
    [InlineData(599, RegistryFaultKind.Transient, "RegistryUnavailable")]
    public void A_status_says_what_to_expect(int status, RegistryFaultKind kind, string reason)
    {
        RegistryFault fault = Answer(status, "application/json", "{}", TimeSpan.FromSeconds(7)).ToFault();
        Assert.Equal((kind, reason, false), (fault.Kind, fault.Reason, fault.IsOfPrompt));
        Assert.Equal(kind == RegistryFaultKind.Transient ? TimeSpan.FromSeconds(7) : null, fault.RetryAfter);
        Assert.StartsWith($"the registry: {status}, ", fault.Message);
    }

    [Theory]
    [InlineData("text/plain", "no such\r\nthing\0", " It says: no such thing")]
    [InlineData("application/json", "{\"message\":\"no\"}", " It says: {\"message\":\"no\"}")]
    [InlineData("text/html", "<html>", "")]
    [InlineData(null, "", "")]
    public void The_server_is_quoted_unless_it_sent_a_page(string? mediaType, string body, string quoted) =>
        Assert.Equal(
            $"the registry: 400, the request was refused.{quoted}", Answer(400, mediaType, body).ToFault().Message);

    [Theory]
    [InlineData("Retry-After: 120\r\n", 120.0)]
    [InlineData("Retry-After: 0\r\n", 0.0)]
    [InlineData("Retry-After: 3600\r\n", 3600.0)]
    [InlineData("Retry-After: 86400\r\n", 3600.0)]
    [InlineData("Retry-After: Tue, 01 Sep 2026 12:00:30 GMT\r\n", 30.0)]
    [InlineData("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", 3600.0)]
    [InlineData("Retry-After: Tue, 01 Sep 2026 11:59:59 GMT\r\n", null)]
    [InlineData("Retry-After: -5\r\n", null)]
    [InlineData("Retry-After: 99999999999999999999\r\n", null)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("Retry-After: \r\n", null)]
    [InlineData("", null)]
    public async Task It_may_ask_to_wait(string header, double? seconds)
    {
        var clock = new PauseClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.Zero));
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}", 400, header));
        using RegistryHttp http = (Client.Of(server) with { Clock = clock }).Open();
        Assert.Equal(seconds, (await http.GetAsync()).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task The_request_is_a_GET_below_the_base_URL()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        var url = new Uri(server.Url, "mlflow/prefix/");
        var headers = new Dictionary<string, string> { ["X-MLFLOW-WORKSPACE"] = "team a" };
        using RegistryHttp http = (Client.Of(server) with { Url = url, Headers = headers }).Open();

        await http.JsonAsync("api/prompts/folder%2Fsupport%20b%C3%BCro%3F?version=3&label=a%26b%2B");

        string head = server.Requests.Single();
        Assert.StartsWith(
            "GET /mlflow/prefix/api/prompts/folder%2Fsupport%20b%C3%BCro%3F?version=3&label=a%26b%2B HTTP/1.1\r\n", head);
        Assert.Contains("X-MLFLOW-WORKSPACE: team a\r\n", head);
        Assert.Matches("User-Agent: keyframe/[0-9]+\\.[0-9]+\\.[0-9]+\r\n", head);
        Assert.Contains("Accept: application/json\r\n", head);
        Assert.DoesNotContain("Authorization", head);
    }

    [Theory]
    [InlineData("api/prompts/..")]
    [InlineData("api/prompts/%2e%2E?version=3")]
    [InlineData("api/prompts/.")]
    public async Task A_prompt_named_by_dots_does_not_ask_for_something_else(string path)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        using RegistryHttp http = Client.Of(server).Open();
        RegistryFault fault = (await Assert.ThrowsAsync<RegistryException>(() => http.GetAsync(path))).Fault;
        Assert.Equal(("RequestRefused", true), (fault.Reason, fault.IsOfPrompt));
        Assert.Empty(server.Requests);
    }

    private static RegistryAnswer Answer(int status, string? mediaType, string body, TimeSpan? retryAfter = null) =>
        new((HttpStatusCode)status, mediaType, Encoding.UTF8.GetBytes(body), retryAfter);
}
