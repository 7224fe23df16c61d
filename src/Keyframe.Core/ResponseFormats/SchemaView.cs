using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>A schema as a comparison sees it, with references that stand alone followed.</summary>
/// <param name="Node">Its keywords; null where it has none.</param>
/// <param name="Types">The types of value that its own keywords allow.</param>
internal sealed record SchemaView(JsonObject? Node, SchemaTypes Types)
{
    public static SchemaView Anything { get; } = new(null, SchemaTypes.All);

    public static SchemaView Nothing { get; } = new(null, SchemaTypes.None);

    public JsonNode? this[string keyword] => Node?[keyword];

    public bool IsAnything =>
        Types == SchemaTypes.All && (Node is null || !Node.Any(entry => SchemaKeywords.Constrains(entry.Key)));

    /// <summary>The values of <c>const</c> or <c>enum</c> that are of its types; null where any will do.</summary>
    public IReadOnlyList<JsonNode?>? Values => ListedValues(Node) is { } values
        ? [.. values.Where(value => (TypeNames.Of(value) & Types) != 0)]
        : null;

    /// <summary>
    /// The types that a schema declares, by <c>type</c> and by <c>nullable</c>: that one is OpenAPI's, not JSON Schema's, but
    /// models obey it.
    /// </summary>
    public static SchemaTypes DeclaredTypes(JsonObject schema)
    {
        SchemaTypes? declared = schema["type"] is JsonArray list
            ? list.Aggregate(SchemaTypes.None, (all, item) => all | (TypeNames.Parse(item.AsText()) ?? SchemaTypes.None))
            : TypeNames.Parse(schema["type"].AsText());
        bool nullable = schema["nullable"]?.GetValueKind() == JsonValueKind.True;
        return (declared ?? SchemaTypes.All) | (nullable ? SchemaTypes.Null : SchemaTypes.None);
    }

    /// <summary>The view of an object whose keywords are all its own.</summary>
    public static SchemaView Of(JsonObject schema)
    {
        var types = DeclaredTypes(schema);
        if (ListedValues(schema) is { } values)
        {
            types &= values.Aggregate(SchemaTypes.None, (all, value) => all | TypeNames.Of(value));
        }

        return types == SchemaTypes.None ? Nothing : new SchemaView(schema, types);
    }

    private static IList<JsonNode?>? ListedValues(JsonObject? schema)
    {
        var listed = schema?["enum"] as JsonArray;
        JsonNode? constant = null;
        return schema?.TryGetPropertyValue("const", out constant) ?? false
            ? listed?.Any(value => JsonNode.DeepEquals(value, constant)) == false ? [] : new List<JsonNode?> { constant }
            : listed;
    }
}
