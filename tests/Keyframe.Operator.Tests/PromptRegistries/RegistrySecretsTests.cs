using System.Net;
using System.Text;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Registries;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>Credentials come out of a Secret that allows itself to be sent to the host, or the message says what to do.</summary>
public sealed class RegistrySecretsTests : IAsyncDisposable
{
    private const string Canary = "c4nary";

    private readonly Workbench _bench = new();
    private readonly RegistrySecrets _secrets;

    public RegistrySecretsTests() => _secrets = new RegistrySecrets(_bench.Transport.Resource(ResourceTypes.Secrets));

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<bool, string, string> Complete => new()
    {
        // MLflow or Langfuse, the data, the header.
        { true, """{"username": "u", "password": "p"}""", Basic("u:p") },
        { true, """{"username": "u\n", "password": "p\r\n\n"}""", Basic("u:p") },
        { true, """{"username": "ü", "password": "p: w 🗝"}""", Basic("ü:p: w 🗝") },
        { true, """{"username": "u", "password": "p", "token": "t"}""", Basic("u:p") },
        { true, """{"token": "t"}""", "Bearer t" },
        { true, """{"token": "t\n"}""", "Bearer t" },
        { true, """{"username": "u", "token": "t"}""", "Bearer t" },
        { true, """{"password": "p", "token": "t"}""", "Bearer t" },
        { false, """{"publicKey": "pk-lf-1", "secretKey": "sk-lf-1\n"}""", Basic("pk-lf-1:sk-lf-1") },
    };

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Each_form_of_credentials_makes_its_header(bool mlflow, string data, string header)
    {
        Put(data, mlflow ? "mlflow.example.com" : "cloud.langfuse.com");
        (RegistryCredentials credentials, string version) = await ReadAsync(mlflow);

        // A header is never shown, so it is read where it goes.
        Assert.Equal(header, await HeaderAsync(credentials));
        Assert.Equal("101", version);
    }

    public static TheoryData<bool, string, string> Lacking => new()
    {
        { true, "{}", "Secret credentials must have the keys username and password, or token; it has no keys." },
        { true, """{"b": "x", "a": "x"}""", "Secret credentials must have the keys username and password, or token; it has a, b." },
        { true, """{"username": "u"}""", "must have the keys username and password, or token; it has username." },
        { true, """{"password": "c4nary"}""", "must have the keys username and password, or token; it has password." },
        { true, """{"publicKey": "u", "secretKey": "c4nary"}""", "must have the keys username and password, or token; it has publicKey, secretKey." },
        { false, """{"username": "u", "password": "c4nary"}""", "must have the keys publicKey and secretKey; it has password, username." },
        { false, """{"publicKey": "u"}""", "must have the keys publicKey and secretKey; it has publicKey." },
        { true, """{"token": ""}""", "Key token of Secret credentials is empty or has control characters; set it to the credential alone." },
        { true, """{"token": "\n"}""", "Key token of Secret credentials is empty" },
        { true, """{"token": "c4nary\nmore"}""", "Key token of Secret credentials is empty or has control characters" },
        { true, """{"token": "c4nary\u0000"}""", "Key token of Secret credentials is empty or has control characters" },
        { true, """{"token": "c4nary\u007f"}""", "Key token of Secret credentials is empty or has control characters" },
        { true, """{"username": "u", "password": "c4nary\t"}""", "Key password of Secret credentials is empty or has control characters" },
        { true, """{"username": "u:v", "password": "c4nary"}""", "Key username of Secret credentials has a colon" },
        { false, """{"publicKey": "u", "secretKey": "\r\n"}""", "Key secretKey of Secret credentials is empty" },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public async Task What_does_not_do_is_named_without_a_value(bool mlflow, string data, string words)
    {
        Put(data, mlflow ? "mlflow.example.com" : "cloud.langfuse.com");
        await RefusesAsync(Reasons.SecretIncomplete, words, mlflow);
    }

    [Theory]
    [InlineData("""{"token": "/w=="}""", "Key token of Secret credentials is not UTF-8 text")]
    [InlineData("""{"token": "YzRuYXJ57aCA"}""", "Key token of Secret credentials is not UTF-8 text")]
    [InlineData("""{"token": null}""", "Key token of Secret credentials is empty")]
    public async Task What_is_no_text_is_named_without_a_value(string data, string words)
    {
        PutRaw(data, "mlflow.example.com");
        await RefusesAsync(Reasons.SecretIncomplete, words);
    }

    [Fact]
    public async Task Of_many_keys_ten_are_named()
    {
        Put($"{{{string.Join(", ", Enumerable.Range(10, 30).Select(number => $"\"key-{number}\": \"x\""))}}}", "mlflow.example.com");
        await RefusesAsync(Reasons.SecretIncomplete, "it has key-10, key-11, key-12, key-13, key-14, key-15, key-16, key-17, key-18, key-19.");
    }

    [Theory]
    [InlineData("mlflow.example.com")]
    [InlineData("mlflow.example.com:5000")]
    [InlineData("MLflow.Example.com")]
    [InlineData(" mlflow.example.com:5000 ")]
    public async Task A_host_that_the_Secret_names_gets_it(string allowed)
    {
        Put("""{"token": "t"}""", allowed);
        Assert.Equal("Bearer ***", (await ReadAsync()).Credentials.ToString());
    }

    [Theory]
    [InlineData(null, "It has no such annotation")]
    [InlineData("", "It allows \"\"")]
    [InlineData("other.example.com", "It allows \"other.example.com\"")]
    [InlineData("mlflow.example.com:443", "It allows \"mlflow.example.com:443\"")]
    [InlineData("example.com", "It allows \"example.com\"")]
    [InlineData("mlflow.example.com.evil.com", "It allows")]
    [InlineData("*.example.com", "It allows \"*.example.com\"")]
    [InlineData("*", "It allows \"*\"")]
    [InlineData("https://mlflow.example.com:5000", "It allows")]
    [InlineData("mlflow.example.com, other.example.com", "It allows")]
    [InlineData("mlflow.example.com:5000/path", "It allows")]
    [InlineData("user@mlflow.example.com:5000", "It allows")]
    [InlineData("a\nb", "It allows \"a b\"")]
    public async Task Any_other_host_does_not_and_the_message_has_the_annotation_to_set(string? allowed, string words)
    {
        Put("""{"token": "c4nary"}""", allowed);
        await RefusesAsync(Reasons.SecretHostNotAllowed, words);
        await RefusesAsync(Reasons.SecretHostNotAllowed, "Secret credentials is not sent to mlflow.example.com:5000");
        await RefusesAsync(Reasons.SecretHostNotAllowed, "annotate the Secret with keyframe.dev/allowed-host=mlflow.example.com:5000.");
    }

    [Fact]
    public async Task A_long_annotation_is_cut()
    {
        Put("""{"token": "c4nary"}""", new string('h', 10_000));
        RegistryFault fault = await RefusesAsync(Reasons.SecretHostNotAllowed, "hhh…\"");
        Assert.InRange(fault.Message.Length, 1, 500);
    }

    [Fact]
    public async Task A_Secret_that_is_not_there_is_named_with_the_annotation_it_needs() => await RefusesAsync(
        Reasons.SecretNotFound,
        "Secret credentials does not exist in namespace shop. Create it, with the annotation keyframe.dev/allowed-host=mlflow.example.com:5000.");

    [Theory]
    [InlineData("system:serviceaccount:keyframe-system:keyframe-operator", "--serviceaccount=keyframe-system:keyframe-operator")]
    [InlineData("system:serviceaccount:kf:op.v2", "--serviceaccount=kf:op.v2")]
    [InlineData("admin@example.com", "--user=<the operator's user>")]
    public async Task Without_a_grant_the_message_has_the_Role_for_whoever_we_are(string user, string subject)
    {
        Put("""{"token": "c4nary"}""", "mlflow.example.com");
        _bench.Api.Refuse(
            "GET secrets/credentials", HttpStatusCode.Forbidden, "Forbidden",
            $"secrets \"credentials\" is forbidden: User \"{user}\" cannot get resource \"secrets\" in API group \"\" in the namespace \"shop\"");
        await RefusesAsync(
            Reasons.SecretAccessDenied,
            "kubectl create role keyframe-registry-credentials -n shop --verb=get --resource=secrets --resource-name=credentials && "
            + $"kubectl create rolebinding keyframe-registry-credentials -n shop --role=keyframe-registry-credentials {subject} ");
    }

    [Fact]
    public async Task What_the_API_server_cannot_answer_now_is_no_fault_of_the_Secret()
    {
        _bench.Api.Refuse("GET secrets/credentials", HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "later");
        await Assert.ThrowsAsync<ApiException>(() => ReadAsync());
    }

    private static string Basic(string pair) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";

    private static async Task<string?> HeaderAsync(RegistryCredentials credentials)
    {
        using var metrics = new RegistryMetrics();
        using var server = new PlainServer("401 Unauthorized", "text/plain", "");
        var network = new RegistryNetwork
        {
            ResolveAsync = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            DialAsync = (_, _) => Task.FromResult<Stream>(server),
        };
        var factory = new PromptRegistryFactory(
            new RegistryOptions { AllowHttp = true, AllowedHosts = [HostPattern.Parse("registry")] }, metrics, TimeProvider.System, network);
        using IPromptRegistry client = factory.CreateMlflow(
            new RegistryAccess("shop", "models", new Uri("http://registry")) { Credentials = credentials }, workspace: null);
        await Assert.ThrowsAsync<RegistryException>(() => client.ProbeAsync(TestContext.Current.CancellationToken));
        return server.Header("Authorization");
    }

    private void Put(string data, string? allowed)
    {
        var values = System.Text.Json.Nodes.JsonNode.Parse(data)!.AsObject();
        PutRaw($"{{{string.Join(", ", values.Select(entry =>
            $"\"{entry.Key}\": \"{Convert.ToBase64String(Encoding.UTF8.GetBytes((string)entry.Value!))}\""))}}}", allowed);
    }

    private void PutRaw(string data, string? allowed)
    {
        string annotations = allowed is null ? "{}" : $$"""{"keyframe.dev/allowed-host": {{System.Text.Json.JsonSerializer.Serialize(allowed)}}}""";
        _bench.Api.Put("secrets", Some.Namespace, "credentials", $$"""{"metadata": {"annotations": {{annotations}}}, "data": {{data}}}""");
    }

    private async Task<RegistryFault> RefusesAsync(string reason, string words, bool mlflow = true)
    {
        RegistryFault fault = (await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(mlflow))).Fault;
        Assert.Equal((reason, RegistryFaultKind.Credentials), (fault.Reason, fault.Kind));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        return fault;
    }

    private Task<(RegistryCredentials Credentials, string Version)> ReadAsync(bool mlflow = true)
    {
        PromptRegistry registry = mlflow ? Some.Registry() : Some.Registry(with: Some.Langfuse);
        return _secrets.ReadAsync(
            registry, "credentials", Core.Registries.RegistryShape.Url(registry.Spec)!, TestContext.Current.CancellationToken);
    }
}
