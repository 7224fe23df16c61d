using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>One of the two documents of a comparison.</summary>
internal sealed class SchemaSide(SchemaDocument document)
{
    private readonly Dictionary<JsonObject, SchemaView> _views = [];

    public JsonObject Root => document.Root;

    public JsonNode? Resolve(string reference) => document.Resolve(reference);

    /// <summary>
    /// The view of a schema. Where its only keyword is a reference, or a list of one branch, that is followed; a circle of those
    /// says nothing. What is no schema, or absent, says nothing either.
    /// </summary>
    public SchemaView View(JsonNode? schema)
    {
        var passed = new HashSet<JsonObject>();
        var node = schema;
        SchemaView? view = null;
        while (view is null)
        {
            if (node is not JsonObject map)
            {
                view = node.IsFalse() ? SchemaView.Nothing : SchemaView.Anything;
            }
            else if (_views.TryGetValue(map, out view))
            {
                break;
            }
            else if (!passed.Add(map))
            {
                view = SchemaView.Anything;
            }
            else if (!TryFollow(map, out node))
            {
                view = SchemaView.Of(map);
            }
        }

        foreach (var map in passed)
        {
            _views[map] = view;
        }

        return view;
    }

    /// <summary>The branches of a schema that is nothing but a choice between them; null where it is something else.</summary>
    public static JsonArray? Choice(SchemaView view) => view.Node is { } schema && OnlyKeyword(schema) is "anyOf" or "oneOf"
        ? (view["anyOf"] ?? view["oneOf"]) as JsonArray
        : null;

    private bool TryFollow(JsonObject schema, out JsonNode? next)
    {
        string? keyword = OnlyKeyword(schema);
        next = keyword switch
        {
            "$ref" or "$dynamicRef" when schema[keyword].AsText() is { } reference => Resolve(reference),
            "allOf" or "anyOf" or "oneOf" when schema[keyword] is JsonArray { Count: 1 } branches => branches[0],
            _ => null,
        };
        return next is not null;
    }

    // nullable widens what stands beside it, so that nothing beside it stands alone.
    private static string? OnlyKeyword(JsonObject schema)
    {
        string? only = null;
        foreach (var (name, _) in schema)
        {
            if (!SchemaKeywords.Constrains(name) && name != "nullable")
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = name;
        }

        return only;
    }
}
