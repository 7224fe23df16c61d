using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>What stands where a schema is expected.</summary>
/// <param name="Node">The JSON; null is JSON's null.</param>
/// <param name="Place">Where.</param>
/// <param name="IsAsserted">Whether answers have to satisfy it; not so within <c>not</c> and <c>if</c>.</param>
internal readonly record struct SchemaPart(JsonNode? Node, SchemaPlace Place, bool IsAsserted)
{
    /// <summary>The parts directly within the value of a keyword. A value of another shape than the keyword's has none.</summary>
    public static IEnumerable<SchemaPart> Of(
        string keyword, SchemaKeywordKind kind, JsonNode? value, SchemaPlace place, bool isAsserted)
    {
        bool inner = isAsserted && keyword is not ("not" or "if");
        return (kind, value) switch
        {
            (SchemaKeywordKind.Items or SchemaKeywordKind.Schemas, JsonArray list) =>
                list.Select((item, index) => new SchemaPart(item, place.Then(index), inner)),
            (SchemaKeywordKind.Schema or SchemaKeywordKind.Items, _) => [new SchemaPart(value, place, inner)],
            (SchemaKeywordKind.SchemaMap or SchemaKeywordKind.PatternMap, JsonObject map) =>
                map.Select(entry => new SchemaPart(entry.Value, place.Then(entry.Key), inner)),
            (SchemaKeywordKind.Dependencies, JsonObject map) => map.Where(entry => entry.Value is not JsonArray)
                .Select(entry => new SchemaPart(entry.Value, place.Then(entry.Key), inner)),
            _ => [],
        };
    }
}
