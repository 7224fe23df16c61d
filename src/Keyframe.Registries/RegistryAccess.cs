using System.Security.Cryptography.X509Certificates;

namespace Keyframe.Registries;

/// <summary>How one registry is reached.</summary>
/// <param name="Namespace">The namespace of the PromptRegistry, for metrics and logs.</param>
/// <param name="Name">The name of the PromptRegistry, for metrics and logs.</param>
/// <param name="BaseUrl">Its URL, with a path prefix if it has one.</param>
public sealed record RegistryAccess(string Namespace, string Name, Uri BaseUrl)
{
    /// <summary>The credentials; null for none.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <summary>
    /// Whether it is the server of a PromptRegistry, so that messages may point to fields of its spec. Default: true; false for a
    /// server that is asked about an index.
    /// </summary>
    public bool IsRegistry { get; init; } = true;

    /// <summary>Certificates to trust instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
