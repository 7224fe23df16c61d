using System.Globalization;
using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// Numbers for schemas, equal where schemas say the same in the same words: without what only describes, and whatever the order
/// of names, values and branches. References count as they are written.
/// </summary>
/// <remarks>Each part is spelled out once, with the numbers of the parts within it, so that all of a document costs its
/// size.</remarks>
internal sealed class SchemaIdentity
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonObject, int> _known = [];

    public int Of(JsonNode? schema)
    {
        if (schema is not JsonObject map)
        {
            return Number(schema.IsFalse() ? "false" : "true");
        }

        if (!_known.TryGetValue(map, out int number))
        {
            // Documents are in canonical form: names are sorted.
            number = Number(string.Concat(map
                .Where(entry => SchemaKeywords.Constrains(entry.Key) || entry.Key == "nullable")
                .Select(entry => $"{entry.Key}={Value(entry.Key, entry.Value)};")));
            _known[map] = number;
        }

        return number;
    }

    /// <summary>The same for the value of one keyword.</summary>
    public string Value(string keyword, JsonNode? value) => (SchemaKeywords.KindOf(keyword), value) switch
    {
        (SchemaKeywordKind.Schemas, JsonArray list) when keyword != "prefixItems" =>
            Join(list.Select(Shown).Order(StringComparer.Ordinal)),
        (SchemaKeywordKind.Schemas or SchemaKeywordKind.Items, JsonArray list) => Join(list.Select(Shown)),
        (SchemaKeywordKind.Schema or SchemaKeywordKind.Items, _) => Shown(value),
        (SchemaKeywordKind.SchemaMap or SchemaKeywordKind.PatternMap or SchemaKeywordKind.Dependencies, JsonObject map) => Join(
            map.Select(entry => $"{Quote(entry.Key)}:{(entry.Value is JsonArray ? Sorted(entry.Value) : Shown(entry.Value))}")),
        (SchemaKeywordKind.NameLists, JsonObject map) => Join(map.Select(entry => $"{Quote(entry.Key)}:{Sorted(entry.Value)}")),
        (SchemaKeywordKind.Names or SchemaKeywordKind.Types or SchemaKeywordKind.Values, _) => Sorted(value),
        _ => value?.ToJsonString() ?? "null",
    };

    private static string Sorted(JsonNode? value) => value is JsonArray list
        ? Join(list.Select(item => item?.ToJsonString() ?? "null").Order(StringComparer.Ordinal))
        : value?.ToJsonString() ?? "null";

    private static string Join(IEnumerable<string> parts) => $"[{string.Join(',', parts)}]";

    private static string Quote(string name) => JsonValue.Create(name).ToJsonString();

    private string Shown(JsonNode? schema) => Of(schema).ToString(CultureInfo.InvariantCulture);

    private int Number(string text)
    {
        if (!_numbers.TryGetValue(text, out int number))
        {
            number = _numbers.Count;
            _numbers.Add(text, number);
        }

        return number;
    }
}
