using System.Globalization;
using System.Text;
using System.Text.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Json;

namespace Keyframe.Core.Diffs;

/// <summary>
/// A difference as text for people, whole but for what would not be read: long values are cut, long hunks counted.
/// </summary>
public static class DiffReport
{
    private const int ValueLimit = 160;
    private const int NameLimit = 63;

    // Longer texts are told line by line.
    private const int ShortText = 80;

    /// <summary>
    /// Writes a difference: the level and classes in the first line, then item by item why it breaks and what differs. Lines end
    /// in LF.
    /// </summary>
    /// <param name="diff">The difference.</param>
    public static string Write(SnapshotDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        if (diff.IsEmpty)
        {
            return "no difference\n";
        }

        var text = new StringBuilder();
        // Another version goes without saying where anything else changed.
        var classes = diff.Classes.Where(about => about != ChangeClass.Label).DefaultIfEmpty(ChangeClass.Label);
        text.Append(CultureInfo.InvariantCulture, $"{diff.Level}: {string.Join(", ", classes)}\n");
        foreach (var item in diff.Items)
        {
            text.Append(IsLabel(item) ? "" : "\n").Append(Title(item)).Append('\n');
            foreach (string line in IsLabel(item) ? [] : Lines(item))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Title(ItemChange item)
    {
        string part = item.Part.ToString().ToLowerInvariant();
        if (IsLabel(item))
        {
            return $"{part} {LeafWords.Plain(item.Leaves[0].Before)} → {LeafWords.Plain(item.Leaves[0].After)}";
        }

        string name = item.Name is null ? "" : $" {OneLine.Of(item.Name, NameLimit)}";
        string kind = item.Kind switch
        {
            DiffKind.Added => " (added)",
            DiffKind.Removed => " (removed)",
            DiffKind.Renamed => $" (renamed from {LeafWords.Plain(item.Leaves[0].Before)})",
            _ => "",
        };
        return $"{part}{name}{kind}";
    }

    private static bool IsLabel(ItemChange item) => item.Part is DiffPart.App or DiffPart.Version;

    private static IEnumerable<string> Lines(ItemChange item)
    {
        foreach (string because in item.Breaks)
        {
            yield return $"breaking: {because}";
        }

        // A name says nothing that the title does not.
        foreach (var leaf in item.Leaves.Where(leaf => leaf.Path != "/name" || item.Kind == DiffKind.Changed))
        {
            if (!IsToldOtherwise(item, leaf))
            {
                foreach (string line in Lines(leaf))
                {
                    yield return line;
                }
            }
        }

        foreach (string line in Lines("arguments", item.Arguments).Concat(Lines(item.Prompt)))
        {
            yield return line;
        }
    }

    private static bool IsToldOtherwise(ItemChange item, LeafChange leaf) => (leaf.Class, JsonPointer.Segments(leaf.Path)) switch
    {
        (_, ["template" or "messages", ..]) => item.Prompt is { Text: not null },
        (_, ["variables", ..]) => item.Prompt is not null,
        (ChangeClass.OutputSchema, _) => item.Prompt is { ResponseFormat: not null },
        (ChangeClass.Tools, ["inputSchema", ..]) => item.Arguments is not null,
        _ => false,
    };

    private static IEnumerable<string> Lines(LeafChange leaf)
    {
        string dotted = OneLine.Of(string.Join('.', JsonPointer.Segments(leaf.Path)), ValueLimit);
        string path = dotted.Length == 0 ? "" : $"{dotted}: ";
        if (LongText(leaf.Before) is { } before && LongText(leaf.After) is { } after)
        {
            return [path.TrimEnd(), .. Lines(TextDiffer.Compare(before, after)).Select(line => $"  {line}")];
        }

        return [path + (leaf.Before, leaf.After) switch
        {
            (null, { } added) => $"+ {Value(added)}",
            ({ } removed, null) => $"- {Value(removed)}",
            _ => $"{Value(leaf.Before)} → {Value(leaf.After)}",
        }];
    }

    private static string? LongText(string? json)
    {
        if (json is not ['"', ..] || json.Length < ShortText)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetString();
    }

    private static string Value(string? json) =>
        Digest.TryParse(json?.Trim('"'), out var digest) ? $"sha256:{digest.Short}…" : OneLine.Of(json, ValueLimit);

    private static IEnumerable<string> Lines(PromptChange? prompt) => prompt is null
        ? []
        : prompt.AddedVariables.Select(name => $"+ variable {OneLine.Of(name, NameLimit)}")
            .Concat(prompt.RemovedVariables.Select(name => $"- variable {OneLine.Of(name, NameLimit)}"))
            .Concat(prompt.AddedPlaceholders.Select(name => $"+ placeholder {OneLine.Of(name, NameLimit)}"))
            .Concat(prompt.RemovedPlaceholders.Select(name => $"- placeholder {OneLine.Of(name, NameLimit)}"))
            .Concat(Lines("output schema", prompt.ResponseFormat))
            .Concat(Lines(prompt.Text));

    private static IEnumerable<string> Lines(string what, ResponseFormatComparison? comparison)
    {
        if (comparison is null)
        {
            return [];
        }

        IReadOnlyList<string> changes =
        [
            .. (comparison.Changes ?? []).Select(change =>
                (change.Compatibility == ResponseCompatibility.Breaking ? "  ! " : "    ")
                + OneLine.Of($"{change.Path} {change.Message}", ValueLimit)),
        ];
        string[] more = comparison.Omitted is { } rest ? [string.Create(CultureInfo.InvariantCulture, $"    … and {rest} more")] : [];
        return [changes.Count == 0 ? $"{what}: descriptions alone" : $"{what}: {comparison.Compatibility}", .. changes, .. more];
    }

    private static IEnumerable<string> Lines(TextDiff? text)
    {
        foreach (var hunk in text?.Hunks ?? [])
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"@@ line {hunk.Before} → {hunk.After} @@");
            foreach (var line in hunk.Lines)
            {
                yield return Sign(line.Kind) + line.Text;
            }
        }

        if (text is { Omitted: > 0 })
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"… {text.Omitted} more lines (+{text.Added} -{text.Removed} in all)");
        }
    }

    private static string Sign(TextLineKind kind) => kind switch
    {
        TextLineKind.Added => "+",
        TextLineKind.Removed => "-",
        _ => " ",
    };
}
