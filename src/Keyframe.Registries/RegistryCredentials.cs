using System.Net.Http.Headers;
using System.Text;

namespace Keyframe.Registries;

/// <summary>Credentials for a registry. They show in no text form of it.</summary>
public sealed class RegistryCredentials
{
    private RegistryCredentials(AuthenticationHeaderValue header) => Header = header;

    /// <summary>The Authorization header.</summary>
    internal AuthenticationHeaderValue Header { get; }

    /// <summary>A user and a password, or a public and a secret key (RFC 7617, in UTF-8).</summary>
    /// <param name="user">The user, without a colon.</param>
    /// <param name="password">The password.</param>
    public static RegistryCredentials Basic(string user, string password) =>
        new(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    /// <summary>A bearer token (RFC 6750).</summary>
    /// <param name="token">The token.</param>
    public static RegistryCredentials Bearer(string token) => new(new AuthenticationHeaderValue("Bearer", token));

    /// <inheritdoc/>
    public override string ToString() => $"{Header.Scheme} ***";
}
