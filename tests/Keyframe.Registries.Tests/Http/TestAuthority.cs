using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Keyframe.Registries.Tests.Http;

/// <summary>A private authority, and certificates from it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    public X509Certificate2Collection Roots => [_certificate];

    /// <summary>A certificate for a server.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="until">Until when it is valid.</param>
    /// <param name="authorityAt">Where it says that the certificate of the authority can be fetched.</param>
    public X509Certificate2 Issue(string host, DateTimeOffset? until = null, Uri? authorityAt = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        if (authorityAt is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [authorityAt.AbsoluteUri]));
        }

        using X509Certificate2 issued = request.Create(
            _certificate, _certificate.NotBefore, until ?? DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(12));
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
