using System.Text.Json.Nodes;

namespace Keyframe.Core.Rollouts;

/// <summary>Tells in words how two pod templates differ.</summary>
internal static class TemplateChange
{
    private const int MostShown = 3;

    /// <summary>The differences, each as <c>path old → new</c>; at most three and how many more there are.</summary>
    /// <param name="before">The one template.</param>
    /// <param name="after">The other.</param>
    public static IReadOnlyList<string> Describe(JsonNode? before, JsonNode? after)
    {
        var changes = new List<string>();
        Compare("", before, after, changes);
        return changes.Count <= MostShown ? changes : [.. changes.Take(MostShown), $"and {changes.Count - MostShown} more"];
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<string> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        if (before is JsonObject or null && after is JsonObject or null && (before ?? after) is not null)
        {
            Dictionary<string, JsonNode?> one = Members(before as JsonObject);
            Dictionary<string, JsonNode?> other = Members(after as JsonObject);
            foreach (string name in one.Keys.Union(other.Keys).Order(StringComparer.Ordinal))
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", one.GetValueOrDefault(name), other.GetValueOrDefault(name), changes);
            }
        }
        else if (before is JsonArray or null && after is JsonArray or null && IsNamed(before) && IsNamed(after))
        {
            Dictionary<string, JsonNode?> one = Items(before as JsonArray);
            Dictionary<string, JsonNode?> other = Items(after as JsonArray);
            foreach (string name in one.Keys.Union(other.Keys))
            {
                Compare($"{path}[{name}]", one.GetValueOrDefault(name), other.GetValueOrDefault(name), changes);
            }
        }
        else
        {
            changes.Add($"{path} {Text(before)} → {Text(after)}");
        }
    }

    private static Dictionary<string, JsonNode?> Members(JsonObject? item) =>
        item?.ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal) ?? [];

    private static bool IsNamed(JsonNode? list) =>
        list is null || (list is JsonArray items && items.All(item => NameOf(item) is not null)
            && items.Select(NameOf).Distinct(StringComparer.Ordinal).Count() == items.Count);

    private static Dictionary<string, JsonNode?> Items(JsonArray? list) =>
        list?.ToDictionary(item => NameOf(item)!, item => item, StringComparer.Ordinal) ?? [];

    private static string? NameOf(JsonNode? item) =>
        (item as JsonObject)?["name"] is JsonValue value && value.TryGetValue(out string? name) ? name : null;

    private static string Text(JsonNode? value)
    {
        string text = value is JsonValue leaf && leaf.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "none";
        return text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 79), "…");
    }
}
