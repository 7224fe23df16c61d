using System.Globalization;
using System.Net;

namespace Keyframe.Operator.Settings;

/// <summary>
/// Where an endpoint listens, as Kubernetes components write it: <c>:8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>.
/// </summary>
/// <param name="Host">The address; null for all of the machine.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
internal sealed record BindAddress(IPAddress? Host, int Port)
{
    /// <summary>Reads one; "0" is null, an endpoint that is off.</summary>
    public static bool TryParse(string text, out BindAddress? address)
    {
        address = null;
        if (text == "0")
        {
            return true;
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || !TryParseHost(text[..colon], out IPAddress? host))
        {
            return false;
        }

        address = new BindAddress(host, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{(Host?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Host}]" : Host)}:{Port}");

    private static bool TryParseHost(string text, out IPAddress? host)
    {
        host = text == "localhost" ? IPAddress.Loopback : null;
        bool bracketed = text.StartsWith('[') && text.EndsWith(']');
        return text is "" or "localhost"
            || (bracketed == text.Contains(':', StringComparison.Ordinal)
                && IPAddress.TryParse(bracketed ? text[1..^1] : text, out host));
    }
}
