using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Models;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>
/// Client certificates for any user, signed by the cluster: works alike on every cluster with the usual signer.
/// </summary>
internal static class ClientCertificates
{
    private const string Signer = "kubernetes.io/kube-apiserver-client";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<KubeconfigUser> IssueAsync(
        Kubernetes client, string user, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        V1CertificateSigningRequest request = await client.CertificatesV1.CreateCertificateSigningRequestAsync(
            Request(key, user, groups), cancellationToken: cancellationToken);
        try
        {
            request.Status = new V1CertificateSigningRequestStatus
            {
                Conditions =
                [
                    new V1CertificateSigningRequestCondition
                    {
                        Type = "Approved", Status = "True", Reason = "KeyframeTest", Message = "Made by a test.",
                    },
                ],
            };
            await client.CertificatesV1.ReplaceCertificateSigningRequestApprovalAsync(
                request, request.Name(), cancellationToken: cancellationToken);
            byte[] certificate = await SignedAsync(client, request.Name(), user, cancellationToken);
            return new KubeconfigUser(CertificatePem: Encoding.UTF8.GetString(certificate), KeyPem: key.ExportECPrivateKeyPem());
        }
        finally
        {
            await client.CertificatesV1.DeleteCertificateSigningRequestAsync(
                request.Name(), cancellationToken: CancellationToken.None);
        }
    }

    /// <summary>The user is the common name, each group an organization.</summary>
    internal static X500DistinguishedName Subject(string user, IReadOnlyList<string> groups)
    {
        X500DistinguishedNameBuilder subject = new();
        foreach (string group in groups)
        {
            subject.AddOrganizationName(group);
        }

        subject.AddCommonName(user);
        return subject.Build();
    }

    private static V1CertificateSigningRequest Request(ECDsa key, string user, IReadOnlyList<string> groups)
    {
        CertificateRequest request = new(Subject(user, groups), key, HashAlgorithmName.SHA256);
        return new V1CertificateSigningRequest
        {
            ApiVersion = "certificates.k8s.io/v1",
            Kind = "CertificateSigningRequest",
            Metadata = new V1ObjectMeta { GenerateName = "keyframe-test-" },
            Spec = new V1CertificateSigningRequestSpec
            {
                Request = Encoding.UTF8.GetBytes(request.CreateSigningRequestPem()),
                SignerName = Signer,
                Usages = ["client auth", "digital signature"],
            },
        };
    }

    private static async Task<byte[]> SignedAsync(
        Kubernetes client, string name, string user, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        byte[]? certificate = null;
        try
        {
            await ServerProbe.UntilAsync(
                async token =>
                {
                    V1CertificateSigningRequest current =
                        await client.CertificatesV1.ReadCertificateSigningRequestAsync(name, cancellationToken: token);
                    certificate = current.Status?.Certificate;
                    return certificate is { Length: > 0 };
                },
                giveUp: () => false,
                deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ControlPlaneUnavailableException(
                $"The cluster signed no certificate for {user} within {Patience.TotalSeconds:0} s: it has no signer {Signer}.",
                exception);
        }

        return certificate!;
    }
}
