using System.Text.Json;

namespace Keyframe.Core.Diffs;

/// <summary>Reads members of values in canonical form, whose shape nobody promises.</summary>
internal static class JsonMembers
{
    /// <summary>A member; undefined where there is none.</summary>
    public static JsonElement Of(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

    public static string? Text(JsonElement value, string name) =>
        Of(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        Of(value, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static IReadOnlyDictionary<string, JsonElement>? Map(JsonElement value, string name) =>
        Of(value, name) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
            : null;
}
