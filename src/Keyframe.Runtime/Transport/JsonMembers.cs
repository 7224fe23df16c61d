using System.Text.Json;

namespace Keyframe.Runtime.Transport;

/// <summary>Reads what may be missing, or of another type than it should be.</summary>
internal static class JsonMembers
{
    /// <summary>An object nested too deep is one object's fault: what is around it must be read all the same.</summary>
    public static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>A member's text; empty where there is none.</summary>
    public static string Text(JsonElement? element, string name) =>
        element is { } parent && Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    /// <summary>Which object it is, from its <c>metadata</c>; empty parts where that does not tell.</summary>
    public static ObjectKey Key(JsonElement? metadata) => new(Text(metadata, "namespace"), Text(metadata, "name"));
}
