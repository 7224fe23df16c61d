using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Reading the values of keywords, whatever they are.</summary>
internal static class SchemaValues
{
    public static string? AsText(this JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    public static double? AsNumber(this JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : null;

    public static bool IsSchema(this JsonNode? node) =>
        node is JsonObject || node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    public static bool IsFalse(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.False;

    /// <summary>A value for a message.</summary>
    public static string Shown(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "an object",
        JsonArray => "a list",
        _ => node.AsText() is { } text ? CanonicalText.Quote(text) : node.ToJsonString(),
    };
}
