using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Keyframe.Registries.Http;

/// <summary>
/// Connects to one registry. A name is resolved here and nowhere else, all its addresses are checked, and one of those is
/// dialled: a name that resolves to something else a moment later (DNS rebinding) changes nothing.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="guard">Of this registry.</param>
/// <param name="transport">Says what went wrong.</param>
internal sealed class RegistryConnector(RegistryNetwork network, AddressGuard guard, TransportFaults transport)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>
    /// The sockets of one registry: no proxy, cookies, redirects or decompression, no trace ids to strangers, and nothing that
    /// the environment sets.
    /// </summary>
    /// <param name="access">Which registry.</param>
    /// <param name="limits">What it may take.</param>
    public SocketsHttpHandler CreateHandler(RegistryAccess access, RegistryLimits limits) => new()
    {
        ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, cancellationToken),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = limits.Connect,
        PooledConnectionLifetime = limits.ConnectionLifetime,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = ChainPolicy(access.TrustedRoots),
        },
    };

    private async Task<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await ResolveAsync(host.Host, cancellationToken);
        if (addresses.Select(guard.OfAddress).FirstOrDefault(fault => fault is not null) is { } refused)
        {
            throw new RegistryException(refused);
        }

        SocketError last = SocketError.HostUnreachable;
        foreach (IPAddress address in addresses)
        {
            try
            {
                return await network.DialAsync(new IPEndPoint(address, host.Port), cancellationToken);
            }
            catch (SocketException failure)
            {
                last = failure.SocketErrorCode;
            }
        }

        throw new RegistryException(transport.Undialled(last));
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            IPAddress[] addresses = await network.ResolveAsync(host, cancellationToken);
            return addresses.Length > 0 ? addresses : throw new RegistryException(transport.Unresolved(null));
        }
        catch (SocketException failure)
        {
            throw new RegistryException(transport.Unresolved(failure.SocketErrorCode));
        }
    }

    /// <summary>
    /// Nothing is fetched to build a chain: where to fetch it from would be the server's choice, and no guard would see it.
    /// </summary>
    private static X509ChainPolicy ChainPolicy(X509Certificate2Collection? trustedRoots)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        if (trustedRoots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(trustedRoots);
        }

        return policy;
    }
}
