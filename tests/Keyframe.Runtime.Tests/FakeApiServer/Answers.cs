using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Keyframe.Runtime.Tests.FakeApiServer;

/// <summary>Answers as an API server gives them.</summary>
internal static class Answers
{
    public static HttpResponseMessage Ok(JsonObject body) => Text(HttpStatusCode.OK, body.ToJsonString());

    public static HttpResponseMessage Text(HttpStatusCode code, string body, string mediaType = "application/json") =>
        new(code) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

    public static HttpResponseMessage Stream(FakeBody body) => new(HttpStatusCode.OK) { Content = body };

    public static HttpResponseMessage Status(HttpStatusCode code, string reason, string message = "no") =>
        Text(code, StatusJson(code, reason, message).ToJsonString());

    public static HttpResponseMessage Expired() => Status(HttpStatusCode.Gone, "Expired", "too old resource version");

    public static JsonObject StatusJson(HttpStatusCode code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = (int)code,
    };

    public static string Event(string type, JsonObject item) =>
        new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString() + "\n";

    public static string ErrorEvent(HttpStatusCode code, string reason) =>
        Event("ERROR", StatusJson(code, reason, "in the stream"));

    public static string Bookmark(string version) => Event("BOOKMARK", new JsonObject
    {
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["resourceVersion"] = version, ["creationTimestamp"] = null },
    });
}
