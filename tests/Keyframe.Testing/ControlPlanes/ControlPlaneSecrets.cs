using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>
/// Everything secret of one local control plane, made anew for each: an authority that signs the serving certificate
/// and client certificates, the service account key, and the administrator's token.
/// </summary>
internal sealed class ControlPlaneSecrets
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private ControlPlaneSecrets(string authorityPem, string adminToken)
    {
        AuthorityPem = authorityPem;
        AdminToken = adminToken;
    }

    public string AuthorityPem { get; }

    public string AdminToken { get; }

    /// <summary>Generates and writes them where <paramref name="layout"/> says.</summary>
    public static ControlPlaneSecrets Create(ControlPlaneLayout layout)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = Authority(authorityKey);
        using ECDsa servingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 serving = Serving(authority, servingKey);
        using ECDsa serviceAccountKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string token = RandomNumberGenerator.GetHexString(32, lowercase: true);

        string authorityPem = authority.ExportCertificatePem();
        File.WriteAllText(layout.AuthorityCertificate, authorityPem);
        File.WriteAllText(layout.AuthorityKey, authorityKey.ExportECPrivateKeyPem());
        File.WriteAllText(layout.ServingCertificate, serving.ExportCertificatePem());
        File.WriteAllText(layout.ServingKey, servingKey.ExportECPrivateKeyPem());
        File.WriteAllText(layout.ServiceAccountKey, serviceAccountKey.ExportECPrivateKeyPem());
        File.WriteAllText(layout.TokenFile, string.Create(
            CultureInfo.InvariantCulture, $"{token},keyframe-admin,keyframe-admin,\"system:masters\"\n"));
        return new ControlPlaneSecrets(authorityPem, token);
    }

    private static X509Certificate2 Authority(ECDsa key)
    {
        CertificateRequest request = new("CN=keyframe-test-authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // An hour back: clocks of containers and their hosts differ.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddHours(-1), now + Lifetime);
    }

    private static X509Certificate2 Serving(X509Certificate2 authority, ECDsa key)
    {
        CertificateRequest request = new("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(12));
    }
}
