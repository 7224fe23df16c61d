using System.Net;
using k8s.Models;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// The one exception of the transport: the API server refused, or did not answer. The message reads
/// <c>GET configmaps/x: 404 NotFound: configmaps "x" not found</c>; neither it nor any member holds the body of the request.
/// </summary>
public sealed class ApiException : Exception
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private ApiException(string message, HttpStatusCode code, V1Status status, Exception? inner)
        : base(message, inner)
    {
        StatusCode = code;
        Status = status;
        FieldConflicts = FieldConflict.In(status);
    }

    /// <summary>The code of the answer, or that of the <c>ERROR</c> event of a watch; 0 when there was no answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>
    /// The server's Status; one made up from the answer where it had none (a proxy's page, a lost connection).
    /// </summary>
    public V1Status Status { get; }

    /// <summary>
    /// How long the server asks us to wait, from <c>Retry-After</c> or the Status; null when it does not say. At most 5 minutes:
    /// no answer can put a controller to sleep for a day.
    /// </summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>
    /// A write may or may not have happened: there was no answer, or an error from behind the API server (5xx), or an answer
    /// that could not be read. Look before deciding again.
    /// </summary>
    public bool IsOutcomeUnknown { get; private init; }

    /// <summary>The fields that a server-side apply without force did not get; empty for any other failure.</summary>
    public IReadOnlyList<FieldConflict> FieldConflicts { get; }

    /// <summary>404: the object, or its kind, does not exist.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>409 <c>AlreadyExists</c>: a create found the name taken.</summary>
    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Status.Reason == "AlreadyExists";

    /// <summary>409 of any other reason: our view is stale, a precondition failed, or <see cref="FieldConflicts"/>.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Status.Reason != "AlreadyExists";

    /// <summary>410: the version or continue token is older than what the server remembers; list again.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Status.Reason is "Expired" or "Gone";

    /// <summary>422: the object does not pass validation, or its uid is not the expected one.</summary>
    public bool IsInvalid => StatusCode == HttpStatusCode.UnprocessableEntity;

    /// <summary>403: RBAC, an admission policy, a quota, or a namespace that is being deleted.</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>429: the server is busy and did not act on the request.</summary>
    public bool IsTooManyRequests => StatusCode == HttpStatusCode.TooManyRequests;

    /// <summary>
    /// The object is larger than the server stores. Trying again cannot help, although etcd's refusal comes as a 500.
    /// </summary>
    public bool IsRequestTooLarge =>
        StatusCode == HttpStatusCode.RequestEntityTooLarge || TooLargeForEtcd(StatusCode, Status.Message);

    /// <summary>There was no answer: connection refused, reset, or out of time.</summary>
    public bool IsUnreachable => StatusCode == 0;

    internal static ApiException Answered(ApiCall call, HttpStatusCode code, V1Status status, TimeSpan? retryAfter)
    {
        string message = $"{call}: {(int)code} {status.Reason ?? code.ToString()}: {Shortened(status.Message)}";
        TimeSpan? wait = retryAfter ?? (status.Details?.RetryAfterSeconds is > 0 and int s ? TimeSpan.FromSeconds(s) : null);
        wait = wait > LongestWait ? LongestWait : wait;
        return new ApiException(message.TrimEnd(' ', ':'), code, status, null)
        {
            RetryAfter = wait,
            IsOutcomeUnknown = call.IsWrite
                && ((int)code >= 500 || code == HttpStatusCode.RequestTimeout)
                && !TooLargeForEtcd(code, status.Message),
        };
    }

    internal static ApiException NoAnswer(ApiCall call, string why, Exception? inner)
    {
        var status = new V1Status { Status = "Failure", Reason = "NoAnswer", Message = why };
        return new ApiException($"{call}: no answer: {why}", 0, status, inner)
        {
            IsOutcomeUnknown = call.IsWrite && !NeverSent(inner),
        };
    }

    internal static ApiException Unreadable(ApiCall call, HttpStatusCode code, Exception inner)
    {
        var status = new V1Status { Status = "Failure", Reason = "Unreadable", Message = inner.Message };
        return new ApiException($"{call}: {(int)code}, but the answer cannot be read: {inner.Message}", code, status, inner)
        {
            IsOutcomeUnknown = call.IsWrite,
        };
    }

    /// <summary>Some validation messages print whole objects; a message is for a log line.</summary>
    private static string Shortened(string? message) => message switch
    {
        null => "",
        { Length: > 1024 } => string.Concat(message.AsSpan(0, 1024), "…"),
        _ => message,
    };

    /// <summary>The two ways etcd says it (kubernetes/kubernetes#91931, and measured on 1.36).</summary>
    private static bool TooLargeForEtcd(HttpStatusCode code, string? message) =>
        code == HttpStatusCode.InternalServerError && message is not null
        && (message.Contains("request is too large", StringComparison.Ordinal)
            || message.Contains("trying to send message larger than max", StringComparison.Ordinal));

    private static bool NeverSent(Exception? inner) => inner is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
    };
}
