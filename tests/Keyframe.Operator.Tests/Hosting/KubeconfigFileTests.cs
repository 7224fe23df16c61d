using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.KubeConfigModels;
using Keyframe.Operator.Hosting;

namespace Keyframe.Operator.Tests.Hosting;

/// <summary>A kubeconfig means to us what it means to the client's own, slower reader.</summary>
public sealed class KubeconfigFileTests : IDisposable
{
    private static readonly (string Certificate, string Key) Pem = SelfSigned();

    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-file").FullName;

    public KubeconfigFileTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "pki"));
        File.WriteAllText(Path.Combine(_folder, "pki", "some.crt"), Pem.Certificate);
        File.WriteAllText(Path.Combine(_folder, "pki", "some.key"), Pem.Key);
    }

    /// <summary>A name, the members of the cluster, and those of the user.</summary>
    public static TheoryData<string, string, string> Kubeconfigs => new()
    {
        { "a token", "server: https://a.example", "token: secret" },
        { "a quoted token that looks like a number", "server: https://a.example", "token: '0123'" },
        { "a plain token that looks like a number", "server: https://a.example", "token: 0123" },
        { "a folded token", "server: https://a.example", "token: >-\n      se\n      cret" },
        { "a quoted null", "server: https://a.example", "token: 'null'" },
        { "a name and a password", "server: https://a.example", "{username: me, password: secret}" },
        { "a null token beside a password", "server: https://a.example", "{token: ~, username: me, password: secret}" },
        { "insecure", "{server: 'https://a.example', insecure-skip-tls-verify: true}", "token: secret" },
        { "insecure in YAML 1.1", "{server: 'https://a.example', insecure-skip-tls-verify: Yes}", "token: secret" },
        { "secure in YAML 1.1", "{server: 'https://a.example', insecure-skip-tls-verify: off}", "token: secret" },
        { "secure", "{server: 'https://a.example', insecure-skip-tls-verify: false}", "token: secret" },
        { "a server name", "{server: 'https://10.0.0.1', tls-server-name: a.example}", "token: secret" },
        { "any address", "server: https://0.0.0.0:6443", "token: secret" },
        { "plain HTTP", "server: http://localhost:8080", "token: secret" },
        { "an authority as data", $"{{server: 'https://a.example', certificate-authority-data: {Data(Pem.Certificate)}}}", "token: s" },
        { "an authority beside the file", "{server: 'https://a.example', certificate-authority: pki/some.crt}", "token: secret" },
        { "a proxy", "{server: 'https://a.example', proxy-url: 'http://proxy'}", "token: secret" },
        {
            "a certificate as data", "server: https://a.example",
            $"{{client-certificate-data: {Data(Pem.Certificate)}, client-key-data: {Data(Pem.Key)}}}"
        },
        {
            "a certificate beside the file", "server: https://a.example",
            "{client-certificate: pki/some.crt, client-key: ./pki/some.key}"
        },
        { "an absolute path", "server: https://a.example", "{client-certificate: /pki/some.crt, client-key: /pki/some.key}" },
        { "impersonation", "server: https://a.example", "{token: secret, as: somebody, as-groups: [one, two]}" },
        {
            "an OIDC provider", "server: https://a.example",
            "auth-provider: {name: oidc, config: {client-id: me, idp-issuer-url: 'https://i', id-token: secret, refresh-token: r}}"
        },
        {
            "exec", "server: https://a.example",
            """
            exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: sh
                  args: [-c, '"printf ''{\"apiVersion\":\"%s\",\"status\":{\"token\":\"%s\"}}'' $API $TOKEN"']
                  env: [{name: TOKEN, value: given}, {name: API, value: client.authentication.k8s.io/v1}]
                  interactiveMode: Never
                  provideClusterInfo: false
            """
        },
        { "unknown members", "{server: 'https://a.example', colour: [red]}", "{token: secret, tokens: {a: [b]}}" },
        { "a key given twice", "{server: 'https://a.example', server: 'https://b.example'}", "{token: one, token: two}" },
        { "an anchor", "server: &x https://a.example\n    tls-server-name: *x", "token: secret" },
        {
            "a merge", "defaults: &all\n      server: https://a.example\n      tls-server-name: merged\n"
                + "    <<: *all\n    tls-server-name: own", "token: secret"
        },
        { "tagged text", "server: !!str https://a.example", "token: !!str secret" },
    };

    [Theory]
    [MemberData(nameof(Kubeconfigs))]
    public void It_means_what_it_means_to_the_client(string name, string cluster, string user) => SameAsTheClient(name, $"""
        apiVersion: v1
        kind: Config
        preferences: {"{}"}
        current-context: here
        clusters:
        - name: there
          cluster: {"{"}server: 'https://there.example'{"}"}
        - name: here
          cluster:
            {cluster}
        contexts:
        - name: there
          context: {"{"}cluster: there, user: here{"}"}
        - name: here
          context: {"{"}cluster: here, user: here, namespace: team{"}"}
        users:
        - name: here
          user:
            {user}
        """, null, "there", "HERE");

    [Fact]
    public void JSON_is_YAML() => SameAsTheClient("JSON", """
        {
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "here", "cluster": {"server": "https:\/\/a.example", "insecure-skip-tls-verify": true}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "here"}}],
            "users": [{"name": "here", "user": {"token": "s\u0065cret"}}]
        }
        """, [null]);

    [Theory]
    [InlineData("clusters: 3", "clusters is no list")]
    [InlineData("users: [3]", "users is no mapping")]
    [InlineData("contexts: [{name: a, context: []}]", "context is no mapping")]
    [InlineData("current-context: {}", "current-context is no text")]
    [InlineData("clusters: [{cluster: {insecure-skip-tls-verify: maybe}}]", "insecure-skip-tls-verify is 'maybe', not true or false")]
    [InlineData("3", "the file is no mapping")]
    [InlineData("", "it is empty")]
    [InlineData("# nothing but a comment", "it is empty")]
    [InlineData("---\n...\n", "it is empty")]
    [InlineData("kind: *nobody", "No anchor nobody before its alias")]
    [InlineData("users: &me [*me]", "No anchor me before its alias")]
    public void Another_shape_is_said(string content, string expected)
    {
        string message = Record.Exception(() => KubeconfigFile.Read(Write(content)))!.Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_an_exception_and_not_the_end_of_the_process() => Assert.Contains(
        "Nested deeper",
        Record.Exception(() => KubeconfigFile.Read(Write("a: " + new string('[', 500) + new string(']', 500))))!.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Lists_that_are_null_and_entries_without_a_name_are_no_crash()
    {
        K8SConfiguration read = KubeconfigFile.Read(Write("clusters:\ncontexts: null\nusers: [~, {user: {token: secret}}]\n"));
        Assert.Empty(read.Clusters);
        Assert.Empty(read.Contexts);
        Assert.Equal("", Assert.Single(read.Users).Name);
    }

    [Fact]
    public void A_plugin_is_read_whole()
    {
        K8SConfiguration read = KubeconfigFile.Read(Write("""
            users:
            - name: me
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: login
                  args: [get, token]
                  env: [{name: A, value: b}]
                  installHint: install it
                  provideClusterInfo: true
            """));
        ExternalExecution exec = Assert.Single(read.Users).UserCredentials.ExternalExecution;
        Assert.Equal(("client.authentication.k8s.io/v1", "login"), (exec.ApiVersion, exec.Command));
        Assert.Equal(["get", "token"], exec.Arguments);
        Assert.Equal(new Dictionary<string, string> { ["name"] = "A", ["value"] = "b" }, Assert.Single(exec.EnvironmentVariables));
        Assert.Equal("install it", exec.InstallHint);
        Assert.True(exec.ProvideClusterInfo);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void SameAsTheClient(string name, string content, params string?[] contexts)
    {
        string file = Write(content);
        foreach (string? context in contexts)
        {
            string theirs = Describe(KubernetesClientConfiguration.BuildConfigFromConfigFile(file, context));
            string ours = Describe(ClusterAccess.Find(file, context, null, out string? problem)
                ?? throw new InvalidOperationException($"{name}: {problem}"));
            Assert.Equal(theirs, ours);
        }
    }

    private string Write(string content)
    {
        string file = Path.Combine(_folder, "config");
        File.WriteAllText(file, content);
        return file;
    }

    private static string Describe(KubernetesClientConfiguration found) => string.Join('\n', [
        $"context {found.CurrentContext}, namespace {found.Namespace}, host {found.Host}",
        $"insecure {found.SkipTlsVerify}, server name {found.TlsServerName}",
        $"authorities {string.Join(' ', found.SslCaCerts?.Select(authority => authority.Thumbprint) ?? ["none"])}",
        $"certificate {found.ClientCertificateData} {found.ClientCertificateFilePath}",
        $"key {found.ClientCertificateKeyData} {found.ClientKeyFilePath}",
        $"token {found.AccessToken}, by {found.TokenProvider?.GetType().Name ?? "nobody"}",
        $"user {found.Username}, password {found.Password}",
    ]);

    private static string Data(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static (string Certificate, string Key) SelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=some", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
