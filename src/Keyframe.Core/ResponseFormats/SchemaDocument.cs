using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Core.Canonical;
using Keyframe.Core.Json;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// A response format in its canonical form, which everything else builds on: no name twice, no broken text, no number that
/// readers disagree about, at most <see cref="CanonicalJson.MaxDepth"/> levels.
/// </summary>
internal sealed class SchemaDocument
{
    // By "#anchor" and by $id as it is written, which some generators refer to (TypeBox).
    private readonly Dictionary<string, JsonObject> _named = new(StringComparer.Ordinal);

    private SchemaDocument(JsonObject root)
    {
        Root = root;
        CollectNames();
    }

    public JsonObject Root { get; }

    /// <exception cref="CanonicalizationException">The format has no canonical form.</exception>
    public static SchemaDocument Load(IReadOnlyDictionary<string, JsonElement> schema)
    {
        byte[] json = CanonicalJson.Serialize(schema, CoreJsonContext.Default.IReadOnlyDictionaryStringJsonElement);
        return new SchemaDocument(JsonNode.Parse(json)!.AsObject());
    }

    /// <summary>Whether a reference leads out of the document.</summary>
    public bool IsRemote(string reference) => !reference.StartsWith('#') && !_named.ContainsKey(reference);

    /// <summary>What a reference names; null where there is no schema.</summary>
    public JsonNode? Resolve(string reference)
    {
        if (_named.TryGetValue(reference, out var named))
        {
            return named;
        }

        if (!reference.StartsWith('#'))
        {
            return null;
        }

        string pointer = Uri.UnescapeDataString(reference[1..]);
        if (pointer.Length == 0)
        {
            return Root;
        }

        JsonNode? node = pointer[0] == '/' ? Root : null;
        foreach (string token in JsonPointer.Segments(pointer))
        {
            node = Step(node, token);
            if (node is null)
            {
                return null;
            }
        }

        return node is JsonObject || node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node : null;
    }

    private static JsonNode? Step(JsonNode? node, string token) => node switch
    {
        JsonObject map => map.TryGetPropertyValue(token, out var value) ? value : null,
        JsonArray list => uint.TryParse(token, out uint index) && index < list.Count ? list[(int)index] : null,
        _ => null,
    };

    private void CollectNames()
    {
        var pending = new Stack<JsonNode?>([Root]);
        while (pending.TryPop(out var node))
        {
            if (node is JsonArray list)
            {
                list.ToList().ForEach(pending.Push);
            }
            else if (node is JsonObject map)
            {
                Name(map, "$anchor", "#");
                Name(map, "$dynamicAnchor", "#");
                Name(map, "$id", "");
                map.ToList().ForEach(entry => pending.Push(entry.Value));
            }
        }
    }

    private void Name(JsonObject schema, string keyword, string prefix)
    {
        if (schema[keyword].AsText() is { Length: > 0 } name)
        {
            _named.TryAdd(prefix + name, schema);
        }
    }
}
