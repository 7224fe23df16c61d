using System.Text.Json;

namespace Keyframe.Core.Diffs;

/// <summary>Finds items that are in both snapshots under different names and else the same.</summary>
internal static class RenameDetection
{
    /// <summary>The former key of each renamed item, by its present one.</summary>
    public static Dictionary<(DiffPart Part, string? Name), (DiffPart Part, string? Name)> Find(
        SnapshotTree before, SnapshotTree after)
    {
        var removed = Only(before, after)
            .GroupBy(item => (item.Key.Part, Nameless(item.Value)))
            .ToDictionary(group => group.Key, group => new Queue<(DiffPart, string?)>(group.Select(item => item.Key)));
        var former = new Dictionary<(DiffPart, string?), (DiffPart, string?)>();
        foreach (var (key, value) in Only(after, before))
        {
            if (removed.TryGetValue((key.Part, Nameless(value)), out var candidates) && candidates.TryDequeue(out var old))
            {
                former.Add(key, old);
            }
        }

        return former;
    }

    private static IEnumerable<KeyValuePair<(DiffPart Part, string? Name), JsonElement>> Only(
        SnapshotTree one, SnapshotTree other) =>
        one.Items
            .Where(item => item.Key.Name is not null && item.Key.Part != DiffPart.Other && !other.Items.ContainsKey(item.Key))
            .OrderBy(item => item.Key.Name, StringComparer.Ordinal);

    private static string Nameless(JsonElement item) => item.ValueKind == JsonValueKind.Object
        ? string.Join(',', item.EnumerateObject()
            .Where(member => member.Name != "name")
            .Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"))
        : item.GetRawText();
}
