using System.Buffers;
using System.Text;
using System.Text.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Diffs;

/// <summary>Compares the items of two snapshots.</summary>
internal static class ItemComparison
{
    public static IReadOnlyList<ItemChange> Compare(SnapshotTree before, SnapshotTree after)
    {
        var former = RenameDetection.Find(before, after);
        var gone = former.Values.ToHashSet();
        var changes = new List<ItemChange>();
        foreach (var key in before.Items.Keys.Union(after.Items.Keys)
            .OrderBy(key => key.Part).ThenBy(key => key.Name, StringComparer.Ordinal))
        {
            if (former.TryGetValue(key, out var old))
            {
                changes.Add(Renamed(key.Part, old.Name!, key.Name!));
            }
            else if (!gone.Contains(key) && Compare(key, before.Items.GetValueOrDefault(key), after.Items.GetValueOrDefault(key))
                is { } change)
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    private static ItemChange Renamed(DiffPart part, string before, string after)
    {
        var about = part == DiffPart.Prompt ? ChangeClass.Label : Classification.Of(part, "/name");
        return new ItemChange
        {
            Part = part,
            Name = after,
            Kind = DiffKind.Renamed,
            Leaves = [new LeafChange("/name", Quoted(before), Quoted(after), about)],
            Classes = [about],
            Breaks = [$"code that reads {OneLine.Of(before, 63)} finds nothing"],
        };
    }

    private static ItemChange? Compare((DiffPart Part, string? Name) key, JsonElement before, JsonElement after)
    {
        IReadOnlyList<LeafChange> leaves =
        [
            .. LeafComparison.Compare(before, after)
                .Select(leaf => new LeafChange(leaf.Path, leaf.Before, leaf.After, Classification.Of(key.Part, leaf.Path))),
        ];
        if (leaves.Count == 0)
        {
            return null;
        }

        var change = new ItemChange
        {
            Part = key.Part,
            Name = key.Name,
            Kind = (before.ValueKind, after.ValueKind) switch
            {
                (JsonValueKind.Undefined, _) => DiffKind.Added,
                (_, JsonValueKind.Undefined) => DiffKind.Removed,
                _ => DiffKind.Changed,
            },
            Leaves = leaves,
            Prompt = key.Part == DiffPart.Prompt ? PromptComparison.Compare(before, after, leaves) : null,
            Arguments = key.Part == DiffPart.Tool ? ArgumentsOf(before, after, leaves) : null,
            Classes = [],
            Breaks = [],
        };
        return change with { Classes = ClassesOf(change), Breaks = [.. Breakage.Of(change)] };
    }

    /// <summary>
    /// Arguments are what the model writes and the application reads, as answers are, so that the same rules hold.
    /// </summary>
    private static ResponseFormatComparison? ArgumentsOf(
        JsonElement before, JsonElement after, IReadOnlyList<LeafChange> leaves) =>
        before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object
        && leaves.Any(leaf => leaf.Path.StartsWith("/inputSchema", StringComparison.Ordinal))
            ? ResponseFormatComparer.Compare("", JsonMembers.Map(before, "inputSchema"), JsonMembers.Map(after, "inputSchema"))
            : null;

    private static IReadOnlyList<ChangeClass> ClassesOf(ItemChange change)
    {
        bool fills = change.Prompt is { } prompt && prompt.AddedPlaceholders.Count + prompt.RemovedPlaceholders.Count > 0;
        return
        [
            .. change.Leaves.Select(leaf => leaf.Class).Concat(fills ? [ChangeClass.Variables] : []).Distinct().Order(),
        ];
    }

    private static string Quoted(string name)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalText.Write(output, name);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
