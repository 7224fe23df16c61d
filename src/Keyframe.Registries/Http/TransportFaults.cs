using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Keyframe.Api.Conditions;

namespace Keyframe.Registries.Http;

/// <summary>
/// Says what it means that there is no answer, or not all of it. What was caught is not kept: it may quote the server.
/// </summary>
/// <param name="faults">Of this registry.</param>
/// <param name="limits">What the server may take.</param>
internal sealed class TransportFaults(Faults faults, RegistryLimits limits)
{
    /// <summary>No complete answer within the time for a question.</summary>
    public RegistryFault TimedOut() => faults.Transient(
        Reasons.RegistryTimeout, $"no complete answer within {Seconds(limits.Total)}.");

    /// <summary>A name that resolves to nothing.</summary>
    public RegistryFault Unresolved(SocketError? error) => faults.Transient(
        Reasons.RegistryUnreachable,
        $"its name resolves to no address ({error?.ToString() ?? "an empty answer"}). Is the URL right?");

    /// <summary>A host with no address that accepts connections.</summary>
    public RegistryFault Undialled(SocketError error) => faults.Transient(
        Reasons.RegistryUnreachable,
        $"no connection ({error}). Is the server running, and do network policies let the operator out?");

    /// <summary>
    /// What was thrown by a request or while its answer was read; null where it is none of the network's faults.
    /// </summary>
    public RegistryFault? Of(Exception thrown)
    {
        for (Exception? inner = thrown; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case RegistryException ours:
                    return ours.Fault;
                case AuthenticationException tls:
                    return Tls(tls.Message);
            }
        }

        return thrown switch
        {
            HttpRequestException { HttpRequestError: var error } => Http(error),
            HttpIOException { HttpRequestError: var error } => Http(error),
            IOException or SocketException => Broken(),
            OperationCanceledException => faults.Transient(
                Reasons.RegistryTimeout,
                $"no connection within {Seconds(limits.Connect)}. Do network policies let the operator out?"),
            ObjectDisposedException => faults.Transient(
                Reasons.RegistryUnreachable, "the connection was given up since the registry's settings changed."),
            _ => null,
        };
    }

    private RegistryFault Http(HttpRequestError error) => error switch
    {
        HttpRequestError.ConfigurationLimitExceeded => faults.Permanent(
            Reasons.AnswerTooLarge, "the headers of its answer are larger than any registry's."),
        HttpRequestError.InvalidResponse => faults.Permanent(
            Reasons.MalformedAnswer, "what it answered is not HTTP/1.1. Is the port right?"),
        _ => Broken(),
    };

    private RegistryFault Broken() => faults.Transient(
        Reasons.RegistryUnreachable, "the connection broke before the answer was complete.");

    /// <summary>The text is .NET's own, about <c>SslPolicyErrors</c> and <c>X509ChainStatusFlags</c>.</summary>
    private RegistryFault Tls(string text)
    {
        string what = text switch
        {
            _ when text.Contains("NameMismatch", StringComparison.Ordinal) =>
                "its certificate is for another host name. Is the URL the one in the certificate?",
            _ when text.Contains("NotTimeValid", StringComparison.Ordinal) => "its certificate has expired, or is not valid yet.",
            _ when text.Contains("UntrustedRoot", StringComparison.Ordinal) ||
                text.Contains("PartialChain", StringComparison.Ordinal) =>
                "its certificate is from an authority that is not trusted. " + faults.Word(
                    "The certificate of a private authority goes into a ConfigMap, in PEM, that spec.caBundle names.",
                    "Only the authorities that the operator's image trusts are."),
            _ when text.Contains("ertificate", StringComparison.Ordinal) =>
                "its certificate is not accepted.",
            _ => "no agreement on TLS 1.2 or later. Does the port speak TLS?",
        };
        return faults.Permanent(Reasons.TlsFailed, $"{what} ({faults.Quote(text)})");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s");
}
