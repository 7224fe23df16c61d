using System.Text;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Floors;

/// <summary>A write of the operator, to be made again by a bare client.</summary>
internal sealed record RecordedWrite(HttpMethod Method, string PathAndQuery, string Body, string ContentType)
{
    /// <summary>
    /// Takes it from a call. The uid and version that guard it are left out, since nobody knows what they will be the next time.
    /// </summary>
    public static RecordedWrite Of(Call call)
    {
        string body = Encoding.UTF8.GetString(call.Body);
        if (body.Length > 0 && JsonNode.Parse(body) is JsonObject document && document["metadata"] is JsonObject metadata
            && metadata.Remove("uid") | metadata.Remove("resourceVersion"))
        {
            body = document.ToJsonString();
        }

        return new RecordedWrite(call.Method, call.PathAndQuery, body, call.ContentType ?? "application/json");
    }

    /// <summary>The same write with other texts in it: another namespace, other uids.</summary>
    public RecordedWrite With(string old, string @new) => old == @new
        ? this
        : this with
        {
            PathAndQuery = PathAndQuery.Replace(old, @new, StringComparison.Ordinal),
            Body = Body.Replace(old, @new, StringComparison.Ordinal),
        };

    /// <summary>Makes it.</summary>
    public Task SendAsync(BareClient client, CancellationToken cancellationToken) =>
        client.SendAsync(Method, PathAndQuery, Body.Length > 0 ? Body : null, ContentType, cancellationToken);
}
