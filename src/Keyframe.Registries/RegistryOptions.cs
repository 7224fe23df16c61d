using Keyframe.Registries.Http;

namespace Keyframe.Registries;

/// <summary>What the installation allows.</summary>
public sealed record RegistryOptions
{
    /// <summary>
    /// Hosts that may be loopback, private or cluster-internal. Default: none. What is link-local, or where clouds keep the
    /// credentials of their machines, is refused even when listed.
    /// </summary>
    public IReadOnlyList<HostPattern> AllowedHosts { get; init; } = [];

    /// <summary>Whether plain HTTP is allowed, for whatever host. Default: false.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>What a server may take and give.</summary>
    internal RegistryLimits Limits { get; init; } = new();
}
