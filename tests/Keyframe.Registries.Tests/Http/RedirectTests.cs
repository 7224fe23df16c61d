using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class RedirectTests
{
    private static readonly Uri Url = new("http://registry.example:8080/base");

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/iam", "http://169.254.169.254")]
    [InlineData("https://login.example/?token=x", "https://login.example")]
    [InlineData("//evil.example/base", "http://evil.example")]
    [InlineData("\\\\evil.example\\base", "file://evil.example")]
    [InlineData("http://registry.example:8081/base", "http://registry.example:8081")]
    [InlineData("https://registry.example:8080/base", "https://registry.example:8080")]
    [InlineData("http://registry.example.evil.example:8080/", "http://registry.example.evil.example:8080")]
    [InlineData("http://registry.example:8080@evil.example/", "http://evil.example")]
    [InlineData("file:///etc/passwd", "file://")]
    public async Task A_redirect_elsewhere_is_refused_and_nothing_is_sent_there(string location, string target)
    {
        await using LoopbackServer server = LoopbackServer.Start(
            exchange => exchange.AnswerAsync("{}", 302, $"Location: {location}\r\n"));
        var network = new RecordingNetwork(server);

        RegistryFault fault = await new Client(Url)
        {
            Network = network.Network,
            Credentials = RegistryCredentials.Bearer("t0ken"),
        }.FaultAsync();

        Assert.Equal(("RedirectRefused", RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.StartsWith($"registry.example:8080: it redirects to {target}, which is not followed", fault.Message);
        Assert.Equal(["registry.example"], network.Resolved);
        Assert.Equal(["93.184.215.14:8080"], network.Dialled.Select(e => e.ToString()));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task From_https_to_http_of_the_same_host_is_elsewhere()
    {
        using var authority = new TestAuthority();
        await using LoopbackServer server = LoopbackServer.Start(
            exchange => exchange.AnswerAsync("{}", 301, "Location: http://registry.example:443/ask\r\n"),
            authority.Issue("registry.example"));
        RegistryFault fault = await new Client(new Uri("https://registry.example/"))
        {
            Network = new RecordingNetwork(server).Network,
            TrustedRoots = authority.Roots,
        }.FaultAsync();
        Assert.Equal("RedirectRefused", fault.Reason);
        Assert.Contains("http://registry.example:443,", fault.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(301, "/elsewhere?x=1")]
    [InlineData(302, "../elsewhere?x=1")]
    [InlineData(303, "http://registry.example:8080/elsewhere?x=1#part")]
    [InlineData(307, "http://user:pw@REGISTRY.example:8080/elsewhere?x=1")]
    [InlineData(308, "//registry.example:8080/elsewhere?x=1")]
    public async Task One_to_the_same_server_is_followed_with_the_credentials(int status, string location)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.Target == "/base/ask"
            ? exchange.AnswerAsync("{}", status, $"Location: {location}\r\n")
            : exchange.AnswerAsync("{\"ok\":true}"));
        using RegistryHttp http = new Client(Url)
        {
            Network = new RecordingNetwork(server).Network,
            Credentials = RegistryCredentials.Bearer("t0ken"),
        }.Open();

        Assert.True((bool)(await http.JsonAsync())["ok"]!);
        Assert.StartsWith("GET /elsewhere?x=1 HTTP/1.1\r\n", server.Requests.Last());
        Assert.All(server.Requests, head => Assert.Contains("Authorization: Bearer t0ken\r\n", head));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "RedirectRefused")]
    public async Task Three_in_a_row_are_followed(int redirects, string? reason)
    {
        int left = redirects;
        await using LoopbackServer server = LoopbackServer.Start(exchange => left-- > 0
            ? exchange.AnswerAsync("{}", 302, "Location: again\r\n")
            : exchange.AnswerAsync("{}"));
        using RegistryHttp http = Client.Of(server).Open();
        if (reason is null)
        {
            await http.JsonAsync();
        }
        else
        {
            Assert.Equal(reason, (await http.FaultAsync()).Reason);
        }

        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Location: http://\r\n")]
    public async Task One_to_nowhere_is_refused(string header)
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}", 302, header));
        RegistryFault fault = await Client.Of(server).FaultAsync();
        Assert.Equal("RedirectRefused", fault.Reason);
        Assert.EndsWith("it redirects without saying where to.", fault.Message);
    }
}
