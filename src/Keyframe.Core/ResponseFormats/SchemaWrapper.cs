using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// What goes around a schema in a request to a model, given instead of the schema: <c>response_format</c> and <c>text.format</c>
/// of OpenAI's API, and tool definitions. Most of their names are no keywords, so that they would pass as schemas that allow
/// anything.
/// </summary>
internal static class SchemaWrapper
{
    public static SchemaFlaw? Find(JsonObject root, SchemaPlace place)
    {
        string? type = root["type"].AsText();
        if (type is "json_object" or "text")
        {
            return new SchemaFlaw(place.Then("type"), $"\"{type}\" is a response format of OpenAI's API, not a JSON Schema; "
                + (type == "text" ? "leave the response format out" : "give a schema, such as {\"type\": \"object\"}"));
        }

        string? inner = Inner(root);
        return inner is not null && (type is "json_schema" or "function" || !root.Any(entry => IsSaying(entry.Key)))
            ? new SchemaFlaw(
                place,
                $"this is what goes around a schema in a request to a model; give only the schema, which stands in {inner}")
            : null;
    }

    private static bool IsSaying(string name) => SchemaKeywords.Constrains(name);

    private static string? Inner(JsonObject root) => root switch
    {
        _ when root["json_schema"] is JsonObject wrapped =>
            wrapped["schema"] is JsonObject ? "json_schema.schema" : "json_schema",
        _ when root["schema"] is JsonObject => "schema",
        _ when root["function"] is JsonObject function && function["parameters"] is JsonObject => "function.parameters",
        _ when root["input_schema"] is JsonObject => "input_schema",
        _ when root["parameters"] is JsonObject && root["name"] is not null => "parameters",
        _ => null,
    };
}
