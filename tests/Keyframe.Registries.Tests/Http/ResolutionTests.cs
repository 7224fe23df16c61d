using System.Net;
using System.Net.Sockets;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class ResolutionTests
{
    private static readonly Uri Url = new("http://registry.example:8080/");

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_dialled()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        RecordingNetwork network = new RecordingNetwork(server).Resolving(["93.184.215.14"], ["127.0.0.1"]);
        using RegistryHttp http = new Client(Url) { Network = network.Network }.Open();

        await http.JsonAsync();
        await http.JsonAsync();

        Assert.Equal(["registry.example"], network.Resolved);
        Assert.Equal([IPEndPoint.Parse("93.184.215.14:8080")], network.Dialled);
        Assert.Equal(1, server.Connections);
        Assert.All(server.Requests, head => Assert.Contains("Host: registry.example:8080\r\n", head));
    }

    [Fact]
    public async Task A_name_that_turns_to_an_internal_address_is_refused_at_the_next_connection()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange =>
        {
            exchange.IsLast = true;
            return exchange.AnswerAsync("{}", headers: "Connection: close\r\n");
        });
        RecordingNetwork network = new RecordingNetwork(server).Resolving(["93.184.215.14"], ["169.254.169.254"]);
        using RegistryHttp http = new Client(Url) { Network = network.Network }.Open();

        await http.JsonAsync();
        RegistryFault fault = await http.FaultAsync();

        Assert.Equal("AddressRefused", fault.Reason);
        Assert.Equal([IPEndPoint.Parse("93.184.215.14:8080")], network.Dialled);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_connection_is_not_kept_for_longer_than_its_lifetime()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        RecordingNetwork network = new RecordingNetwork(server).Resolving(["93.184.215.14"], ["10.0.0.1"]);
        var limits = new RegistryLimits { ConnectionLifetime = TimeSpan.Zero };
        using RegistryHttp http = new Client(Url) { Network = network.Network, Limits = limits }.Open();

        await http.JsonAsync();
        Assert.Equal("AddressRefused", (await http.FaultAsync()).Reason);
        Assert.InRange(new RegistryLimits().ConnectionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Each_address_is_tried_until_one_answers()
    {
        await using LoopbackServer server = LoopbackServer.Start(exchange => exchange.AnswerAsync("{}"));
        RecordingNetwork network = new RecordingNetwork(server).Resolving(["2606:2800:21f::1", "93.184.215.14"]);
        RegistryNetwork withoutIPv6 = network.Network with
        {
            DialAsync = (endPoint, token) => endPoint.AddressFamily == AddressFamily.InterNetworkV6
                ? throw new SocketException((int)SocketError.NetworkUnreachable)
                : network.Network.DialAsync(endPoint, token),
        };
        using RegistryHttp http = new Client(Url) { Network = withoutIPv6 }.Open();

        await http.JsonAsync();
        Assert.Equal([IPEndPoint.Parse("93.184.215.14:8080")], network.Dialled);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_an_unreachable_registry()
    {
        var network = new RegistryNetwork
        {
            ResolveAsync = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
            DialAsync = (_, _) => throw new InvalidOperationException("there is nothing to dial"),
        };
        RegistryFault fault = await new Client(Url) { Network = network }.FaultAsync();
        Assert.Equal(("RegistryUnreachable", RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
        Assert.StartsWith("registry.example:8080: its name resolves to no address (HostNotFound).", fault.Message);
    }

    [Fact]
    public async Task A_host_that_refuses_connections_is_an_unreachable_registry()
    {
        RegistryFault fault = await new Client(Url) { Network = new RecordingNetwork().Network }.FaultAsync();
        Assert.Equal(("RegistryUnreachable", RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
        Assert.StartsWith("registry.example:8080: no connection (ConnectionRefused).", fault.Message);
    }

    [Fact]
    public async Task A_resolver_or_host_that_says_nothing_is_given_up()
    {
        var limits = new RegistryLimits { Connect = TimeSpan.FromMilliseconds(20) };
        var silent = new RegistryNetwork
        {
            ResolveAsync = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return [];
            },
        };
        RegistryFault fault = await new Client(Url) { Network = silent, Limits = limits }.FaultAsync();
        Assert.Equal(("RegistryTimeout", RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
        Assert.StartsWith("registry.example:8080: no connection within 0.02 s.", fault.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), new RegistryLimits().Connect);
    }
}
