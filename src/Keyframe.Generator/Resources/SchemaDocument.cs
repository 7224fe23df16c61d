using System.Text.Json.Nodes;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Resources;

/// <summary>Writes a schema as the JSON of <c>JSONSchemaProps</c>: what a reader asks first, first.</summary>
internal static class SchemaDocument
{
    /// <summary>The JSON of a schema.</summary>
    /// <param name="node">The schema.</param>
    public static JsonObject Of(SchemaNode node)
    {
        JsonObject json = [];
        AddText(json, "description", node.Description);
        AddText(json, "type", node.Type == SchemaType.Any ? null : node.Type.ToString().ToLowerInvariant());
        AddText(json, "format", node.Format);
        if (node.Default is not null)
        {
            json["default"] = node.Default.DeepClone();
        }

        AddValues(json, node);
        AddExtensions(json, node);
        AddChildren(json, node);
        return json;
    }

    private static void AddValues(JsonObject json, SchemaNode node)
    {
        if (node.Enum.Count > 0)
        {
            json["enum"] = Texts(node.Enum.Select(member => member.Name));
        }

        (string? minimum, string? maximum) = node.Type switch
        {
            SchemaType.String => ("minLength", "maxLength"),
            SchemaType.Array => ("minItems", "maxItems"),
            SchemaType.Object => ("minProperties", "maxProperties"),
            _ => ("minimum", "maximum"),
        };
        AddNumber(json, minimum, node.Minimum);
        AddNumber(json, maximum, node.Maximum);
        AddText(json, "pattern", node.Pattern);
    }

    private static void AddExtensions(JsonObject json, SchemaNode node)
    {
        if (node.Type == SchemaType.Any)
        {
            // Null is JSON too: without this the API server drops it silently, which is not what the author wrote.
            json["nullable"] = true;
            json["x-kubernetes-preserve-unknown-fields"] = true;
        }

        if (node.Type == SchemaType.Array)
        {
            json["x-kubernetes-list-type"] = node.ListMapKey is null ? "atomic" : "map";
        }

        if (node.ListMapKey is not null)
        {
            json["x-kubernetes-list-map-keys"] = Texts([node.ListMapKey]);
        }

        if (node.Rules.Count > 0)
        {
            json["x-kubernetes-validations"] = new JsonArray(
                [.. node.Rules.Select(rule => new JsonObject { ["rule"] = rule.Expression, ["message"] = rule.Message })]);
        }
    }

    private static void AddChildren(JsonObject json, SchemaNode node)
    {
        string[] required = [.. node.Properties.Where(property => property.Required).Select(property => property.Name)];
        if (required.Length > 0)
        {
            json["required"] = Texts(required);
        }

        if (node.Properties.Count > 0)
        {
            json["properties"] = new JsonObject(node.Properties.Select(property =>
                KeyValuePair.Create<string, JsonNode?>(property.Name, Of(property.Schema))));
        }

        if (node.Items is not null)
        {
            json["items"] = Of(node.Items);
        }

        if (node.Values is not null)
        {
            json["additionalProperties"] = Of(node.Values);
        }
    }

    private static void AddText(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static void AddNumber(JsonObject json, string name, long? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
