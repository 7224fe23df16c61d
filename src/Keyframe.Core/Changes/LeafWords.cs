using System.Text.Json;
using Keyframe.Core.Diffs;
using Keyframe.Core.Json;

namespace Keyframe.Core.Changes;

/// <summary>One changed value in words: <c>temperature 0.2→0.7</c>, <c>top_p 0.9 added</c>, <c>seed removed</c>.</summary>
internal static class LeafWords
{
    private const string Parameters = "parameters";
    private const int PathLimit = 60;
    private const int ValueLimit = 40;

    // Their values say nothing in a line, or may carry credentials.
    private static readonly HashSet<string> Unquoted = new(StringComparer.Ordinal) { "description", "endpoint" };

    // A parameter that is called as a field is keeps its full path.
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "name", "provider", "version", "endpoint", "store", "index", "indexVersion", "embedding", "topK", "model", "topN",
    };

    /// <summary>The words for each value, by path; parameters after fields.</summary>
    public static IEnumerable<string> Of(IEnumerable<LeafChange> leaves) =>
        leaves.Select(leaf => (Path: Dotted(leaf.Path), Leaf: leaf))
            .OrderBy(entry => entry.Leaf.Path.StartsWith($"/{Parameters}", StringComparison.Ordinal))
            .ThenBy(entry => entry.Path, StringComparer.Ordinal)
            .Select(entry => OneLine.Of(entry.Path, PathLimit) + " " + Values(entry.Path, entry.Leaf.Before, entry.Leaf.After))
            .Select(words => words.TrimStart());

    /// <summary>What became of a value, without its path.</summary>
    public static string Values(string path, string? before, string? after)
    {
        bool isQuoted = !Unquoted.Contains(path) && IsShort(before) && IsShort(after);
        return (before, after) switch
        {
            (null, _) => isQuoted ? $"{Plain(after)} added" : "added",
            (_, null) => "removed",
            _ => isQuoted ? $"{Plain(before)}→{Plain(after)}" : "changed",
        };
    }

    /// <summary>A value for reading: text without its quotes.</summary>
    public static string Plain(string? json) => OneLine.Of(Text(json), ValueLimit);

    /// <summary>A path for reading. Parameters go by their own names, as people know them.</summary>
    public static string Dotted(string path)
    {
        var segments = JsonPointer.Segments(path);
        return string.Join('.', segments is [Parameters, var first, ..] && !Fields.Contains(first) ? segments.Skip(1) : segments);
    }

    private static bool IsShort(string? json) => json is null || (json.Length <= ValueLimit && Plain(json).Length > 0);

    private static string? Text(string? json)
    {
        if (json is not ['"', ..])
        {
            return json;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetString();
    }
}
