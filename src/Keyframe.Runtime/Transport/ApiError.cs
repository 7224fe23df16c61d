using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s.Models;

namespace Keyframe.Runtime.Transport;

/// <summary>Reads the answer of a refused request.</summary>
internal static class ApiError
{
    /// <summary>More than any Status; a proxy may answer with anything.</summary>
    private const int BodyLimit = 64 * 1024;

    public static async Task<ApiException> ReadAsync(
        ApiCall call, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        byte[] body = await ReadBoundedAsync(response.Content, cancellationToken);
        return ApiException.Answered(
            call, response.StatusCode, StatusOf(response, body), RetryAfterOf(response.Headers.RetryAfter, clock));
    }

    private static async Task<byte[]> ReadBoundedAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[BodyLimit];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    private static V1Status StatusOf(HttpResponseMessage response, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, RuntimeJson.Default.V1Status) is { Kind: "Status" } status)
            {
                return status;
            }
        }
        catch (JsonException)
        {
            // not from the API server itself, or cut at the limit
        }

        return new V1Status
        {
            Status = "Failure",
            Code = (int)response.StatusCode,
            Reason = ReasonOf(response.StatusCode),
            Message = PlainText(response.Content.Headers.ContentType, body),
        };
    }

    /// <summary>The API's word where .NET has another one.</summary>
    private static string ReasonOf(HttpStatusCode code) => code switch
    {
        HttpStatusCode.Conflict => "Conflict",
        HttpStatusCode.Gone => "Expired",
        HttpStatusCode.UnprocessableEntity => "Invalid",
        HttpStatusCode.GatewayTimeout => "Timeout",
        _ => code.ToString(),
    };

    private static string? PlainText(MediaTypeHeaderValue? type, byte[] body)
    {
        if (type?.MediaType != "text/plain")
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(body).Trim();
        return text.Length <= 256 ? text : text[..256];
    }

    private static TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header, TimeProvider clock) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };
}
