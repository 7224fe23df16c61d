using System.Text.Json;
using Keyframe.Core.Json;

namespace Keyframe.Core.Diffs;

/// <summary>
/// Walks two values in canonical form side by side and collects what differs. An undefined element is an absent one.
/// </summary>
internal sealed class LeafComparison
{
    private readonly List<(string Path, string? Before, string? After)> _leaves = [];

    private LeafComparison()
    {
    }

    public static IReadOnlyList<(string Path, string? Before, string? After)> Compare(JsonElement before, JsonElement after)
    {
        var comparison = new LeafComparison();
        comparison.Walk("", before, after);
        return comparison._leaves;
    }

    private void Walk(string path, JsonElement before, JsonElement after)
    {
        if (IsMap(before) && IsMap(after) && (HasMembers(before) || HasMembers(after)))
        {
            var (old, now) = (Members(before), Members(after));
            foreach (string name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
            {
                Walk(JsonPointer.Member(path, name), old.GetValueOrDefault(name), now.GetValueOrDefault(name));
            }
        }
        else if (IsComparedByIndex(before, after))
        {
            foreach (var (index, (was, becomes)) in before.EnumerateArray().Zip(after.EnumerateArray()).Index())
            {
                Walk(JsonPointer.Item(path, index), was, becomes);
            }
        }
        else if (Text(before) is var old && Text(after) is var now && old != now)
        {
            _leaves.Add((path, old, now));
        }
    }

    private static bool IsMap(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined;

    private static bool HasMembers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any();

    private static Dictionary<string, JsonElement> Members(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
        : [];

    private static bool IsComparedByIndex(JsonElement before, JsonElement after) =>
        before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array
        && before.GetArrayLength() == after.GetArrayLength()
        && before.EnumerateArray().Concat(after.EnumerateArray())
            .Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array);

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? null : value.GetRawText();
}
