using System.Buffers;
using System.Globalization;
using System.Net;
using Keyframe.Api.Conditions;

namespace Keyframe.Registries.Http;

/// <summary>
/// Asks once: sends a GET with the credentials, follows redirects as far as they stay with the same server, and reads the answer
/// whole, up to the limit. Gives a <see cref="ReadResponse"/> or throws a <see cref="RegistryException"/>.
/// </summary>
/// <param name="access">Whom to ask, and with which credentials.</param>
/// <param name="headers">Headers of every request, beside the credentials.</param>
/// <param name="limits">What the server may take and give.</param>
/// <param name="faults">Of this registry.</param>
/// <param name="transport">Says what it means that there is no answer.</param>
/// <param name="metrics">Measures each request; null for nobody.</param>
/// <param name="clock">For durations and dates.</param>
internal sealed class AnswerHandler(
    RegistryAccess access, IReadOnlyDictionary<string, string> headers, RegistryLimits limits, Faults faults,
    TransportFaults transport, RegistryMetrics? metrics, TimeProvider clock) : DelegatingHandler
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri at = request.RequestUri!;
        for (int followed = 0; ; followed++)
        {
            (RegistryAnswer? answer, Uri? next) = await AskAsync(at, cancellationToken);
            if (next is null)
            {
                return new ReadResponse(answer!);
            }

            at = followed < limits.Redirects
                ? next
                : throw new RegistryException(faults.Permanent(
                    Reasons.RedirectRefused, $"it redirects more than {limits.Redirects} times in a row."));
        }
    }

    private async Task<(RegistryAnswer? Answer, Uri? Next)> AskAsync(Uri at, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Compose(at);
        long start = clock.GetTimestamp();
        string code = "<error>";
        try
        {
            using HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return IsRedirect(response.StatusCode)
                ? (null, Next(at, response))
                : (await ReadAsync(response, cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception thrown) when (thrown is not RegistryException && transport.Of(thrown) is { } fault)
        {
            throw new RegistryException(fault);
        }
        finally
        {
            metrics?.Requested(access, code, clock.GetElapsedTime(start));
        }
    }

    /// <summary>Only URLs of the registry's own scheme, host and port get here, so the credentials go nowhere else.</summary>
    private HttpRequestMessage Compose(Uri at)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, at);
        request.Headers.Authorization = access.Credentials?.Header;
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.UserAgent.ParseAdd(UserAgent.Value);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private Uri Next(Uri at, HttpResponseMessage response)
    {
        string? location = response.Headers.TryGetValues("Location", out IEnumerable<string>? values) ? values.First() : null;
        if (location is null || !Uri.TryCreate(at, location, out Uri? next))
        {
            throw new RegistryException(faults.Permanent(Reasons.RedirectRefused, "it redirects without saying where to."));
        }

        if (!UrlHost.SameOrigin(next, access.BaseUrl))
        {
            string target = faults.Quote($"{next.Scheme}://{next.Authority[(next.Authority.LastIndexOf('@') + 1)..]}");
            throw new RegistryException(faults.Permanent(
                Reasons.RedirectRefused,
                $"it redirects to {target}, which is not followed; nothing was sent there. Does a login stand before it, or " +
                "should the URL be that one?"));
        }

        return new Uri(next.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped));
    }

    private async Task<RegistryAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        (byte[] body, RegistryFault? fault) = await ReadBodyAsync(response.Content, cancellationToken);
        if (fault is not null && (int)response.StatusCode < 400)
        {
            throw new RegistryException(fault);   // of an error the status is enough
        }

        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        return new RegistryAnswer(response.StatusCode, mediaType, body, RetryAfter(response))
        {
            Faults = faults,
        };
    }

    private async Task<(byte[] Body, RegistryFault? Fault)> ReadBodyAsync(
        HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentEncoding.Count > 0)
        {
            string coding = faults.Quote(string.Join(", ", content.Headers.ContentEncoding));
            return ([], faults.Permanent(
                Reasons.UnexpectedContentType, $"its answer is compressed ({coding}), which was not asked for."));
        }

        var body = new ArrayBufferWriter<byte>();
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(body.GetMemory(16 * 1024), cancellationToken) is > 0 and int length)
        {
            body.Advance(length);
            if (body.WrittenCount > limits.Body)
            {
                return ([], faults.Permanent(
                    Reasons.AnswerTooLarge, $"its answer is larger than {limits.Body} bytes; the rest was not read."));
            }
        }

        return (body.WrittenSpan.ToArray(), null);
    }

    /// <summary>Seconds or a date (RFC 9110, 10.2.3); a date in the past, and what is neither, says nothing.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => null,
        };
        return wait < TimeSpan.Zero ? null : wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }
}
