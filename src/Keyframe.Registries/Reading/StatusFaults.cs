using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Conditions;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Reading;

/// <summary>What the status and the media type of an answer say, whatever the product behind it.</summary>
internal static class StatusFaults
{
    /// <summary>The fault of an answer that is not a 200.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="server">Who answered, for the message: a product and its URL.</param>
    public static RegistryFault Of(RegistryAnswer answer, string server)
    {
        string said = string.Create(CultureInfo.InvariantCulture, $"{server} answered {(int)answer.Status}");
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => new RegistryFault(
                RegistryFaultKind.Credentials,
                Reasons.CredentialsInvalid,
                $"{said}: it does not accept the credentials, or has got none; put valid ones into the registry's Secret."),
            HttpStatusCode.Forbidden => new RegistryFault(
                RegistryFaultKind.Credentials,
                Reasons.PermissionDenied,
                $"{said}: the credentials do not reach that far; grant their user the right to read prompts."),
            HttpStatusCode.TooManyRequests => new RegistryFault(
                RegistryFaultKind.Transient, Reasons.RateLimited, $"{said}: it asks for fewer requests.") { RetryAfter = answer.RetryAfter },
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new RegistryFault(
                RegistryFaultKind.Transient,
                Reasons.RegistryUnavailable,
                $"{said}: it cannot answer now; it is tried again.") { RetryAfter = answer.RetryAfter },
            _ => new RegistryFault(
                RegistryFaultKind.Permanent, Reasons.RequestRefused, $"{said}: it refuses the request; see its log for why."),
        };
    }

    /// <summary>Reads what a 200 brought.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="contract">What is expected.</param>
    /// <param name="server">Who answered, for the message.</param>
    /// <exception cref="RegistryException">It is not that.</exception>
    public static T Read<T>(RegistryAnswer answer, JsonTypeInfo<T> contract, string server)
    {
        if (!IsJson(answer))
        {
            bool isPage = answer.MediaType is "text/html";
            throw new RegistryException(new RegistryFault(
                RegistryFaultKind.Permanent,
                isPage ? Reasons.LoginPage : Reasons.UnexpectedContentType,
                isPage
                    ? $"{server} answered with a web page instead of JSON, as a login proxy does; let API requests past it."
                    : $"{server} answered with another content type than JSON; see that the URL is that of the server itself."));
        }

        try
        {
            return answer.Read(contract) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new RegistryException(
                new RegistryFault(
                    RegistryFaultKind.Permanent, Reasons.MalformedAnswer, $"{server} answered with JSON of another shape than its API has."),
                exception);
        }
    }

    /// <summary>Whether the body says that it is JSON.</summary>
    /// <param name="answer">The answer.</param>
    public static bool IsJson(RegistryAnswer answer) =>
        answer.MediaType is "application/json" || (answer.MediaType?.EndsWith("+json", StringComparison.Ordinal) ?? false);
}
