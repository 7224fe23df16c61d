using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>MLflow's JSON: what is empty is left out.</summary>
internal static class MlflowWire
{
    public static void AddTags(JsonObject json, OrderedDictionary<string, string> tags)
    {
        if (tags.Count > 0)
        {
            json["tags"] = new JsonArray(
                [.. tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]);
        }
    }

    public static void ReadTags(JsonObject body, OrderedDictionary<string, string> tags)
    {
        foreach (JsonNode? tag in body["tags"] as JsonArray ?? [])
        {
            tags[(string)tag!["key"]!] = (string)tag["value"]!;
        }
    }

    public static void AddSome(JsonObject json, string property, IEnumerable<JsonNode> values)
    {
        var array = new JsonArray([.. values]);
        if (array.Count > 0)
        {
            json[property] = array;
        }
    }
}
