using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Keyframe.Registries.Http;

namespace Keyframe.Registries;

/// <summary>
/// A host that the installation allows to be loopback or private: <c>host</c>, which covers every port, or <c>host:port</c>. The
/// host is a name or an address (IPv6 in brackets), compared without regard to case, as a whole: there are no wildcards. What is
/// link-local, or where clouds serve the metadata of their machines, cannot be listed.
/// </summary>
public sealed record HostPattern
{
    private HostPattern(string host, int? port) => (Host, Port) = (host, port);

    /// <summary>The host, in lower case and without brackets.</summary>
    public string Host { get; }

    /// <summary>The port; null for every one.</summary>
    public int? Port { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">Such as <c>mlflow.ml.svc:5000</c>, <c>10.0.0.5</c> or <c>[fd00::5]:443</c>.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static HostPattern Parse(string text) =>
        TryParse(text, out HostPattern? pattern, out string? error) ? pattern : throw new FormatException(error);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">Such as <c>mlflow.ml.svc:5000</c>, <c>10.0.0.5</c> or <c>[fd00::5]:443</c>.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="error">Why it is none.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out HostPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        error = ErrorOfForm(text);
        if (error is not null)
        {
            return false;
        }

        (string host, string? portText) = Split(text);
        int port = 0;
        if (portText is not null && !(IsNumber(portText, out port) && port is > 0 and <= 65535))
        {
            error = $"\"{text}\": \"{portText}\" is not a port from 1 to 65535.";
        }
        else if (Uri.CheckHostName(host) == UriHostNameType.Unknown ||
            !Uri.TryCreate($"https://{host}/", UriKind.Absolute, out Uri? url))
        {
            error = $"\"{text}\": \"{host}\" is not the name or address of a host.";
        }
        else if (IPAddress.TryParse(UrlHost.Of(url), out IPAddress? address) &&
            AddressRange.Of(address) is { Reach: Reach.Never } range)
        {
            error = $"\"{text}\": {host} is {range.Name}, which no setting allows.";
        }
        else
        {
            pattern = new HostPattern(UrlHost.Of(url), portText is null ? null : port);
        }

        return pattern is not null;
    }

    /// <summary>Whether it covers the host and port of a URL.</summary>
    /// <param name="url">An absolute URL.</param>
    public bool Covers(Uri url) => Host == UrlHost.Of(url) && (Port is null || Port == url.Port);

    /// <inheritdoc/>
    public override string ToString()
    {
        string host = Host.Contains(':') ? $"[{Host}]" : Host;
        return Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }

    private static string? ErrorOfForm(string text) => text switch
    {
        "" => "A host is empty.",
        _ when text.Any(char.IsWhiteSpace) => $"\"{text}\" has blanks in it; separate hosts with commas.",
        _ when text.Contains("://", StringComparison.Ordinal) => $"\"{text}\" is a URL; only its host, or host:port, is wanted.",
        _ when text.AsSpan().ContainsAny("/?#") => $"\"{text}\" has a path; only the host, or host:port, is wanted.",
        _ when text.Contains('@') => $"\"{text}\" has a user in it; only the host, or host:port, is wanted.",
        _ when text.Contains('*') => $"\"{text}\": there are no wildcards; list each host.",
        _ when text[0] != '[' && text.Count(c => c == ':') > 1 =>
            $"\"{text}\": an IPv6 address stands in brackets, as in [fd00::5]:443.",
        _ when text[0] == '[' && !text.Contains(']') => $"\"{text}\": the bracket is not closed.",
        _ => null,
    };

    private static (string Host, string? Port) Split(string text)
    {
        int colon = text.IndexOf(':', text.IndexOf(']') + 1);
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
