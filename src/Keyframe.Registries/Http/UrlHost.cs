using System.Globalization;

namespace Keyframe.Registries.Http;

/// <summary>The host of a URL in the one spelling in which hosts are compared, checked and shown.</summary>
internal static class UrlHost
{
    /// <summary>
    /// In lower case and Punycode, without brackets and without the dot of the root. <see cref="Uri"/> has turned the other
    /// spellings of an IPv4 address (0x7f.1, 2130706433, 0177.0.0.1) into the usual one.
    /// </summary>
    public static string Of(Uri url)
    {
        string host = url.IdnHost;
        return (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();
    }

    /// <summary>With the port, brackets where they are needed: as <see cref="HostPattern"/> reads it.</summary>
    public static string WithPort(Uri url) => string.Create(CultureInfo.InvariantCulture, $"{Bracketed(url)}:{url.Port}");

    /// <summary>For people: with the port where it is not the scheme's own.</summary>
    public static string Shown(Uri url) => url.IsDefaultPort ? Bracketed(url) : WithPort(url);

    /// <summary>Whether two URLs have scheme, host and port in common (RFC 6454).</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && Of(one) == Of(other);

    private static string Bracketed(Uri url)
    {
        string host = Of(url);
        return host.Contains(':') ? $"[{host}]" : host;
    }
}
