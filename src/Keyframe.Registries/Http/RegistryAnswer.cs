using System.Net;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Conditions;

namespace Keyframe.Registries.Http;

/// <summary>What a registry answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="MediaType">The media type of the body, without parameters; null where none is given.</param>
/// <param name="Body">The body, whole; empty for an error whose body was not read, being too large or compressed.</param>
/// <param name="RetryAfter">What the server asked to wait before another try, at most 1 h; null where it did not.</param>
internal sealed record RegistryAnswer(HttpStatusCode Status, string? MediaType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    private const string NoneSent = "it wants credentials, and none are sent there.";

    /// <summary>Makes faults that name the registry, and quotes what it answered.</summary>
    public Faults Faults { get; init; } = Faults.Anonymous;

    /// <summary>Whether the body is said to be JSON.</summary>
    public bool IsJson => MediaType is not null &&
        (Is("application/json") || MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the body is said to be a web page.</summary>
    public bool IsHtml => Is("text/html") || Is("application/xhtml+xml");

    /// <summary>The body's words for a message, or nothing for a web page or an empty body.</summary>
    public string Excerpt => IsHtml ? "" : Faults.Quote(Encoding.UTF8.GetString(Body.Span));

    /// <summary>Reads the body as JSON, whatever the status.</summary>
    /// <param name="contract">What is expected.</param>
    /// <exception cref="RegistryException">
    /// It is not that: LoginPage, UnexpectedContentType, AnswerNotUtf8, AnswerTooDeep, MalformedAnswer.
    /// </exception>
    public T Read<T>(JsonTypeInfo<T> contract)
        where T : notnull
    {
        if (!IsJson)
        {
            throw new RegistryException(IsHtml ? LoginPage() : UnexpectedContentType());
        }

        return AnswerJson.Read(Body.Span, contract, Faults);
    }

    /// <summary>
    /// What the status means by itself: for what a client does not know better. 401 and 403 are of the credentials; 408, 429 and
    /// 5xx pass; the rest is permanent.
    /// </summary>
    public RegistryFault ToFault() => (int)Status switch
    {
        401 => Faults.OfCredentials(
            Reasons.CredentialsInvalid,
            Told(Faults.Word(
                "the credentials are not accepted, or there are none. Check the Secret of spec.secretRef.", NoneSent))),
        403 => Faults.OfCredentials(Reasons.PermissionDenied, Told(Faults.Word("the credentials do not allow this.", NoneSent))),
        408 or >= 500 => Faults.Transient(Reasons.RegistryUnavailable, Told("the server cannot answer now."), RetryAfter),
        429 => Faults.Transient(Reasons.RateLimited, Told("the server asks for fewer requests."), RetryAfter),
        404 => Faults.Permanent(Reasons.RequestRefused, Told("there is nothing of the kind. Is the path of the URL right?")),
        >= 400 => Faults.Permanent(Reasons.RequestRefused, Told("the request was refused.")),
        _ => Faults.Permanent(Reasons.MalformedAnswer, Told("that is no answer to the question.")),
    };

    private string Told(string meaning) =>
        Excerpt is { Length: > 0 } words ? $"{(int)Status}, {meaning} It says: {words}" : $"{(int)Status}, {meaning}";

    private bool Is(string mediaType) => mediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase);

    private RegistryFault LoginPage() => Faults.Permanent(
        Reasons.LoginPage,
        $"{(int)Status} with a web page instead of JSON, as from a login or a proxy that the operator cannot get past.");

    private RegistryFault UnexpectedContentType() => Faults.Permanent(
        Reasons.UnexpectedContentType,
        MediaType is null
            ? $"{(int)Status} without a content type; application/json was expected. Is the URL that of the API?"
            : $"{(int)Status} with {Faults.Quote(MediaType)}; application/json was expected. Is the URL that of the API?");
}
