using System.Security.Cryptography.X509Certificates;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

/// <summary>Builds the client of one registry, in an installation that allows plain HTTP.</summary>
internal sealed record Client(Uri Url)
{
    public static Client Of(LoopbackServer server) => new(server.Url) { AllowedHosts = [server.Url.Authority] };

    public string[] AllowedHosts { get; init; } = [];

    public bool AllowHttp { get; init; } = true;

    public RegistryCredentials? Credentials { get; init; }

    public X509Certificate2Collection? TrustedRoots { get; init; }

    public RegistryNetwork Network { get; init; } = new();

    public RegistryLimits Limits { get; init; } = new();

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public TimeProvider Clock { get; init; } = new PauseClock();

    public RegistryMetrics Metrics { get; init; } = new();

    public RegistryHttp Open() => new(
        new RegistryAccess("team", "models", Url) { Credentials = Credentials, TrustedRoots = TrustedRoots },
        Headers,
        new RegistryOptions
        {
            AllowedHosts = [.. AllowedHosts.Select(HostPattern.Parse)],
            AllowHttp = AllowHttp,
            Limits = Limits,
        },
        Network,
        Metrics,
        Clock);

    /// <summary>The fault of asking once for <c>ask</c>, reading included.</summary>
    public async Task<RegistryFault> FaultAsync()
    {
        using RegistryHttp http = Open();
        return await http.FaultAsync();
    }
}
