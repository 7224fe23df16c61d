using System.Text;
using k8s;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>A kubeconfig with one cluster and one user.</summary>
/// <param name="Server">URL of the API server.</param>
/// <param name="AuthorityPem">Certificates to trust, PEM; null for those of the system.</param>
/// <param name="User">The credentials.</param>
internal sealed record Kubeconfig(string Server, string? AuthorityPem, KubeconfigUser User)
{
    public bool SkipTlsVerify { get; init; }

    /// <summary>The cluster of another kubeconfig's current context, with another user.</summary>
    public static Kubeconfig Derive(string path, KubeconfigUser user)
    {
        KubernetesClientConfiguration cluster = KubernetesClientConfiguration.BuildConfigFromConfigFile(path);
        string? authority = cluster.SslCaCerts is { Count: > 0 } certificates ? certificates.ExportCertificatePems() : null;
        return new Kubeconfig(cluster.Host, authority, user) { SkipTlsVerify = cluster.SkipTlsVerify };
    }

    /// <summary>Writes it, readable by this user only.</summary>
    public void Write(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(path, options);
        writer.Write(ToString());
    }

    public override string ToString() => $$"""
        apiVersion: v1
        kind: Config
        current-context: keyframe
        contexts:
        - name: keyframe
          context: {cluster: keyframe, user: keyframe}
        clusters:
        - name: keyframe
          cluster:
            server: "{{Server}}"
        {{Lines(
            ("certificate-authority-data", Base64(AuthorityPem)),
            ("insecure-skip-tls-verify", SkipTlsVerify ? "true" : null))}}
        users:
        - name: keyframe
          user:
        {{Lines(
            ("token", User.Token),
            ("client-certificate-data", Base64(User.CertificatePem)),
            ("client-key-data", Base64(User.KeyPem)))}}
        """;

    private static string? Base64(string? text) => text is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Lines(params (string Name, string? Value)[] entries) =>
        string.Join('\n', entries.Where(entry => entry.Value is not null).Select(entry => $"    {entry.Name}: {entry.Value}"));
}
