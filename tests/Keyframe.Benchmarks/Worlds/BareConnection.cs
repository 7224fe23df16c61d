using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// How to reach the API server by certificates, as plain text, so that a bare process needs nothing to read it.
/// </summary>
/// <param name="Server">The address.</param>
/// <param name="AuthorityPem">Whom to trust; empty for whom the system trusts.</param>
/// <param name="CertificatePem">Who we are.</param>
/// <param name="KeyPem">The key to that.</param>
internal sealed record BareConnection(string Server, string AuthorityPem, string CertificatePem, string KeyPem)
{
    private const string Separator = "---";

    /// <summary>The same connection as a configuration that names a client certificate, as the operator's does here.</summary>
    public static BareConnection Of(KubernetesClientConfiguration configuration) => new(
        configuration.Host,
        configuration.SslCaCerts is { Count: > 0 } authority ? authority.ExportCertificatePems() : "",
        Decoded(configuration.ClientCertificateData),
        Decoded(configuration.ClientCertificateKeyData));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static BareConnection Parse(string text)
    {
        string[] parts = text.Split($"\n{Separator}\n");
        return new BareConnection(parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>A client of it.</summary>
    public HttpClient Open()
    {
        using var pem = X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        var options = new SslClientAuthenticationOptions { ClientCertificates = [new X509Certificate2(pem)] };
        if (AuthorityPem.Length > 0)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(AuthorityPem);
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        return new HttpClient(new SocketsHttpHandler { SslOptions = options }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join($"\n{Separator}\n", Server, AuthorityPem, CertificatePem, KeyPem);

    private static string Decoded(string? data) => data is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(data));
}
