namespace Keyframe.Registries.Tests.Http;

/// <summary>What is refused before a packet leaves: nothing is dialled in any of these, and mostly nothing is resolved.</summary>
public sealed class RefusedUrlTests
{
    private readonly RecordingNetwork _network = new();

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://app.localhost/")]
    [InlineData("https://mlflow/")]
    [InlineData("https://mlflow.ml.svc/")]
    [InlineData("https://mlflow.ml.svc./")]
    [InlineData("https://mlflow.ml.svc.cluster.local/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://nas.home.arpa/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.0.0.1./")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127。0。0。1/")]
    [InlineData("https://10.0.0.1:8443/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[fd12::1]/")]
    public async Task An_internal_name_or_address_is_refused_unless_listed(string url)
    {
        RegistryFault fault = await FaultAsync(new Client(new Uri(url)));
        Assert.Equal(("AddressRefused", RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.Contains("--registry-allowed-hosts (KEYFRAME_REGISTRY_ALLOWED_HOSTS)", fault.Message);
        Assert.Empty(_network.Resolved);
    }

    [Theory]
    [InlineData("https://mlflow.ml.svc/", "add mlflow.ml.svc:443 to")]
    [InlineData("http://mlflow.ml.svc:5000/prefix", "add mlflow.ml.svc:5000 to")]
    [InlineData("https://[fd12::1]:8443/", "add [fd12::1]:8443 to")]
    [InlineData("https://2130706433/", "add 127.0.0.1:443 to")]
    public async Task The_message_says_what_to_list_and_listing_that_helps(string url, string advice)
    {
        var client = new Client(new Uri(url));
        RegistryFault fault = await FaultAsync(client);
        Assert.Contains(advice, fault.Message);

        _network.Resolving(["10.1.2.3"]);
        client = client with { AllowedHosts = [advice.Split(' ')[1]], Network = _network.Network };
        RegistryFault listed = await client.FaultAsync();
        Assert.Equal("RegistryUnreachable", listed.Reason);
        Assert.NotEmpty(_network.Dialled);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.96.0.1")]
    [InlineData("::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    public async Task A_public_name_that_resolves_to_an_internal_address_is_refused(string address)
    {
        _network.Resolving([address]);
        RegistryFault fault = await FaultAsync(new Client(new Uri("https://registry.example/")));
        Assert.Equal("AddressRefused", fault.Reason);
        Assert.Contains("add registry.example:443 to --registry-allowed-hosts", fault.Message);
        Assert.DoesNotContain(address, fault.Message);
    }

    [Fact]
    public async Task One_such_address_among_several_is_enough()
    {
        _network.Resolving(["93.184.215.14", "2606:2800:21f::1", "10.0.0.1"]);
        Assert.Equal("AddressRefused", (await FaultAsync(new Client(new Uri("https://registry.example/")))).Reason);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    public async Task The_metadata_service_stays_refused_when_a_listed_name_resolves_to_it(string address)
    {
        _network.Resolving([address]);
        RegistryFault fault = await FaultAsync(
            new Client(new Uri("http://mlflow.ml.svc/")) { AllowedHosts = ["mlflow.ml.svc"] });
        Assert.Equal("AddressRefused", fault.Reason);
        Assert.Contains("which no setting allows", fault.Message);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://0/")]
    public async Task So_does_it_by_its_address(string url)
    {
        RegistryFault fault = await FaultAsync(new Client(new Uri(url)));
        Assert.Equal("AddressRefused", fault.Reason);
        Assert.Contains("which no setting allows", fault.Message);
    }

    [Theory]
    [InlineData("127.0.0.1:5001")]
    [InlineData("127.0.0.2")]
    [InlineData("localhost:5000")]
    public async Task Another_host_or_port_being_listed_does_not_help(string listed) =>
        Assert.Equal("AddressRefused", (await FaultAsync(
            new Client(new Uri("http://127.0.0.1:5000")) { AllowedHosts = [listed] })).Reason);

    [Fact]
    public async Task Plain_http_is_refused_unless_the_installation_allows_it()
    {
        var client = new Client(new Uri("http://registry.example/")) { AllowHttp = false };
        RegistryFault fault = await FaultAsync(client);
        Assert.Equal(("InsecureUrlRefused", RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.Contains("--registry-allow-http (KEYFRAME_REGISTRY_ALLOW_HTTP=true)", fault.Message);
        Assert.Empty(_network.Resolved);

        Assert.Equal("InsecureUrlRefused", (await FaultAsync(client with { AllowedHosts = ["registry.example"] })).Reason);
    }

    [Theory]
    [InlineData("https://dana:p4ssword@registry.example/")]
    [InlineData("https://registry.example/?token=p4ssword")]
    [InlineData("https://registry.example/#p4ssword")]
    [InlineData("ftp://registry.example/p4ssword")]
    [InlineData("file:///p4ssword")]
    public async Task A_URL_is_scheme_host_port_and_path(string url)
    {
        RegistryFault fault = await FaultAsync(new Client(new Uri(url)));
        Assert.Equal("InvalidSpec", fault.Reason);
        Assert.DoesNotContain("p4ssword", fault.Message);
    }

    private async Task<RegistryFault> FaultAsync(Client client)
    {
        RegistryFault fault = await (client with { Network = _network.Network }).FaultAsync();
        Assert.Empty(_network.Dialled);
        Assert.StartsWith(new Uri(client.Url.GetLeftPart(UriPartial.Path)).IdnHost.TrimEnd('.'), fault.Message.TrimStart('['));
        return fault;
    }
}
