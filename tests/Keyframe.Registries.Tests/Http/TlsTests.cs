using System.Security.Cryptography.X509Certificates;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_private_authority_is_trusted_where_it_is_given()
    {
        await using LoopbackServer server = Serve("registry.example");
        using RegistryHttp http = ClientOf(server, _authority.Roots).Open();
        await http.JsonAsync();
        Assert.Contains("Host: registry.example\r\n", server.Requests.Single());
    }

    [Fact]
    public async Task Otherwise_it_is_not_and_the_message_says_where_it_goes()
    {
        await using LoopbackServer server = Serve("registry.example");
        RegistryFault fault = await ClientOf(server, null).FaultAsync();
        Assert.Equal(("TlsFailed", RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.StartsWith("registry.example: its certificate is from an authority that is not trusted.", fault.Message);
        Assert.Contains("spec.caBundle", fault.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Neither_is_another_private_authority()
    {
        using var other = new TestAuthority();
        await using LoopbackServer server = Serve("registry.example");
        Assert.Equal("TlsFailed", (await ClientOf(server, other.Roots).FaultAsync()).Reason);
    }

    [Theory]
    [InlineData("other.example")]
    [InlineData("registry.example.evil.example")]
    public async Task A_certificate_for_another_name_is_refused(string name)
    {
        await using LoopbackServer server = Serve(name);
        RegistryFault fault = await ClientOf(server, _authority.Roots).FaultAsync();
        Assert.Equal("TlsFailed", fault.Reason);
        Assert.StartsWith("registry.example: its certificate is for another host name.", fault.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task One_that_expired_is_refused()
    {
        await using LoopbackServer server = Serve("registry.example", DateTimeOffset.UtcNow.AddDays(-1));
        RegistryFault fault = await ClientOf(server, _authority.Roots).FaultAsync();
        Assert.Equal("TlsFailed", fault.Reason);
        Assert.StartsWith("registry.example: its certificate has expired", fault.Message);
    }

    [Fact]
    public async Task What_a_certificate_says_to_fetch_is_not_fetched()
    {
        await using LoopbackServer inside = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        await using LoopbackServer server = LoopbackServer.Start(
            exchange => exchange.AnswerAsync("{}"),
            _authority.Issue("registry.example", authorityAt: new Uri(inside.Url, "ca.crt")));
        Assert.Equal("TlsFailed", (await ClientOf(server, null).FaultAsync()).Reason);
        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS_is_told_so()
    {
        var network = new RecordingNetwork().Network with { DialAsync = (_, _) => Task.FromResult<Stream>(new PlainGreeting()) };
        RegistryFault fault = await new Client(new Uri("https://registry.example/")) { Network = network }.FaultAsync();
        Assert.Equal("TlsFailed", fault.Reason);
        Assert.Contains("Does the port speak TLS?", fault.Message);
    }

    private LoopbackServer Serve(string name, DateTimeOffset? until = null) =>
        LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"), _authority.Issue(name, until));

    private static Client ClientOf(LoopbackServer server, X509Certificate2Collection? roots) =>
        new(new Uri("https://registry.example/")) { Network = new RecordingNetwork(server).Network, TrustedRoots = roots };

    private sealed class PlainGreeting() : MemoryStream("220 mail.example ESMTP ready and waiting for you\r\n"u8.ToArray(), false)
    {
        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.CompletedTask;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
