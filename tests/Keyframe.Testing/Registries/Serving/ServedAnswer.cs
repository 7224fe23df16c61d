using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Serving;

/// <summary>An answer to send.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The content type; null for none.</param>
/// <param name="Body">The body; empty for none.</param>
public sealed record ServedAnswer(int Status, string? ContentType, string Body)
{
    /// <summary>Headers beside the content type.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>JSON.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">How it is called.</param>
    public static ServedAnswer Json(int status, JsonNode body, string contentType = "application/json") =>
        new(status, contentType, body.ToJsonString());
}
