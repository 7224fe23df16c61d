using System.Net;
using Keyframe.Api.Conditions;

namespace Keyframe.Registries.Http;

/// <summary>
/// Keeps whoever may write a PromptRegistry, or the URL that tells of an index, from sending the operator to places that only the
/// operator can reach. Judges a URL before anything is resolved, and each address that its name resolves to before anything is
/// dialled.
/// </summary>
/// <param name="url">The registry's URL.</param>
/// <param name="options">What the installation allows.</param>
/// <param name="faults">Of this registry.</param>
internal sealed class AddressGuard(Uri url, RegistryOptions options, Faults faults)
{
    private static readonly string[] InternalSuffixes =
    [
        ".svc", ".cluster.local", ".internal",          // Kubernetes; private use (ICANN resolution 2024.07.29.06)
        ".localhost", ".local", ".home.arpa",           // RFC 6761, RFC 6762, RFC 8375
        ".localdomain", ".lan", ".intranet",            // by custom
    ];

    private readonly bool _listed = options.AllowedHosts.Any(pattern => pattern.Covers(url));

    /// <summary>What the URL itself is refused for; null for nothing.</summary>
    public RegistryFault? OfUrl() =>
        OfScheme() ??
        (IPAddress.TryParse(UrlHost.Of(url), out IPAddress? address) ? OfAddress(address) : OfName());

    /// <summary>What one address of the host is refused for; null for nothing.</summary>
    public RegistryFault? OfAddress(IPAddress address) => AddressRange.Of(address) switch
    {
        null => null,
        { Reach: Reach.Internal } when _listed => null,
        { Reach: Reach.Internal } range => Refused($"its address is {range.Name}"),
        { } range => faults.Permanent(
            Reasons.AddressRefused, $"its address is {range.Name}, which no setting allows; nothing was sent."),
    };

    private RegistryFault? OfScheme() => url.Scheme switch
    {
        _ when url.UserInfo.Length > 0 => faults.Permanent(
            Reasons.InvalidSpec, "the URL has a user or password in it; these go into the Secret that spec.secretRef names."),
        _ when url.Query.Length + url.Fragment.Length > 0 => faults.Permanent(
            Reasons.InvalidSpec, "the URL has a query or fragment; only scheme, host, port and path prefix are wanted."),
        "https" => null,
        "http" when options.AllowHttp => null,
        "http" => faults.Permanent(
            Reasons.InsecureUrlRefused,
            "the URL is plain HTTP, which would " +
            faults.Word("show credentials and prompts to the network", "let the network change the answer") +
            ". Use https, or have the installation allow it: --registry-allow-http (KEYFRAME_REGISTRY_ALLOW_HTTP=true)."),
        _ => faults.Permanent(Reasons.InvalidSpec, "the URL is neither https nor http."),
    };

    private RegistryFault? OfName()
    {
        string host = UrlHost.Of(url);
        bool isInternal = host == "localhost" || !host.Contains('.') ||
            InternalSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.Ordinal));
        return isInternal && !_listed ? Refused("its name is one of the cluster or of a private network") : null;
    }

    /// <summary>Does not say which address: to write a PromptRegistry is no right to look up the names of a network.</summary>
    private RegistryFault Refused(string why) => faults.Permanent(
        Reasons.AddressRefused,
        $"{why}, and the installation does not list it; nothing was sent. " +
        $"If this {faults.Word("registry", "host")} is meant, add {UrlHost.WithPort(url)} to --registry-allowed-hosts (KEYFRAME_REGISTRY_ALLOWED_HOSTS).");
}
