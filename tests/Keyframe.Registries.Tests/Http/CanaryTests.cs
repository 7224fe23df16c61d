using System.Text;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

/// <summary>Servers that give the credentials back, in every part of an answer that could end up in a message.</summary>
public sealed class CanaryTests
{
    private const string User = "dana";
    private const string Secret = "s3cr3t-C4nary";
    private const string JsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static readonly string Pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Secret}"));

    [Theory]
    [InlineData("HTTP/1.1 401 No\r\nContent-Type: text/plain\r\n{0}\r\n\r\nnot accepted: {1}", "CredentialsInvalid")]
    [InlineData("HTTP/1.1 403 No\r\nContent-Type: application/json\r\n{0}\r\n\r\n{{\"message\":\"{1}\"}}", "PermissionDenied")]
    [InlineData("HTTP/1.1 400 {1}\r\nContent-Type: text/plain\r\n{0}\r\n\r\n\0{1}\0", "RequestRefused")]
    [InlineData("HTTP/1.1 503 No\r\nContent-Type: text/plain\r\n{0}\r\n\r\nupstream sent {1}", "RegistryUnavailable")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/{1}\r\n{0}\r\n\r\n{{}}", "UnexpectedContentType")]
    [InlineData("{2}Content-Encoding: {1}\r\n{0}\r\n\r\n{{}}", "UnexpectedContentType")]
    [InlineData("{2}{0}\r\n\r\n{{\"{1}\":1,\"{1}\":2}}", "MalformedAnswer")]
    [InlineData("{2}{0}\r\n\r\n{1}", "MalformedAnswer")]
    [InlineData("HTTP/1.1 302 No\r\nLocation: https://{1}.evil.example/{1}\r\n{0}\r\n\r\n{{}}", "RedirectRefused")]
    [InlineData("{1}\r\n\r\n", "MalformedAnswer")]
    [InlineData("HTTP/1.1 {1}\r\n\r\n", "MalformedAnswer")]
    [InlineData("HTTP/1.1 200 OK\r\n{1}\r\n\r\n", "MalformedAnswer")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{1}\r\n", "MalformedAnswer")]
    public async Task Their_words_are_left_out(string answer, string reason)
    {
        foreach (string echo in new[] { Secret, $"Basic{Pair}", Secret.ToUpperInvariant() })
        {
            await using LoopbackServer server = LoopbackServer.Start(exchange =>
            {
                exchange.IsLast = true;
                return exchange.WriteAsync(string.Format(null, answer, "Connection: close", echo, JsonHead));
            });
            using var metrics = new RegistryMetrics();
            using var measured = new MetricsReader(metrics);
            using RegistryHttp http = (Client.Of(server) with
            {
                Credentials = RegistryCredentials.Basic(User, Secret),
                Metrics = metrics,
            }).Open();

            RegistryException failure = await http.FailureAsync();

            Assert.Equal(reason, failure.Fault.Reason);
            Assert.Contains($"Authorization: Basic {Pair}\r\n", server.Requests.First());
            string told = $"{failure}\n{failure.Fault}\n{string.Join('\n', measured.Measured)}";
            Assert.DoesNotContain(Secret, told, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Pair, told, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(failure.Fault.Message, char.IsControl);
        }
    }

    [Theory]
    [InlineData("to\nken")]
    [InlineData("t€ken")]
    [InlineData("token\u007F")]
    public async Task A_token_that_no_header_can_carry_is_refused_without_showing_it(string token)
    {
        RegistryCredentials credentials;
        try
        {
            credentials = RegistryCredentials.Bearer(token);
        }
        catch (FormatException refused)
        {
            Assert.DoesNotContain(token, refused.ToString());
            return;
        }

        RegistryFault fault = await new Client(new Uri("https://registry.example/"))
        {
            Network = new RecordingNetwork().Network,
            Credentials = credentials,
        }.FaultAsync();
        Assert.Equal(("CredentialsInvalid", RegistryFaultKind.Credentials), (fault.Reason, fault.Kind));
        Assert.DoesNotContain(token, fault.Message);
    }
}
