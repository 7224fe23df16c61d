using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Changes;

/// <summary>
/// An object as its leaves: dotted path to canonical JSON. Arrays, empty objects, and what has no canonical form are leaves too.
/// </summary>
internal static class Leaves
{
    private const string Parameters = "parameters.";
    private const int PathLimit = 60;
    private const int ValueLimit = 40;

    // Their values say nothing in a line, or may carry credentials.
    private static readonly HashSet<string> Unquoted = new(StringComparer.Ordinal) { "description", "endpoint" };

    public static SortedDictionary<string, string> Of<T>(T? value, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        var leaves = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (value is null)
        {
            return leaves;
        }

        try
        {
            using var document = JsonDocument.Parse(CanonicalJson.Serialize(value, typeInfo));
            Collect("", document.RootElement, leaves);
        }
        catch (CanonicalizationException exception)
        {
            // Such a snapshot is never rendered; a summary must not fail on it all the same.
            leaves[exception.Path] = "";
        }

        return leaves;
    }

    /// <summary>The same, with parameters as if they were fields: people know them by their own names.</summary>
    public static SortedDictionary<string, string> OfItem<T>(T? value, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        var leaves = Of(value, typeInfo);
        foreach (var path in leaves.Keys.Where(path => path.StartsWith(Parameters, StringComparison.Ordinal)).ToList())
        {
            // A parameter called as a field is keeps its full path.
            if (leaves.TryAdd(path[Parameters.Length..], leaves[path]))
            {
                leaves.Remove(path);
            }
        }

        return leaves;
    }

    /// <summary>The differences in words: <c>temperature 0.2→0.7</c>, <c>top_p 0.9 added</c>, <c>seed removed</c>.</summary>
    public static IEnumerable<string> Compare(SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        foreach (var path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (was, becomes) = (before.GetValueOrDefault(path), after.GetValueOrDefault(path));
            if (was != becomes)
            {
                yield return $"{OneLine.Of(path, PathLimit)} {Words(path, was, becomes)}";
            }
        }
    }

    /// <summary>A leaf for reading: text without its quotes.</summary>
    public static string Plain(string? leaf) => OneLine.Of(Text(leaf), ValueLimit);

    private static string Words(string path, string? was, string? becomes)
    {
        var isQuoted = !Unquoted.Contains(path) && IsShort(was) && IsShort(becomes);
        return (was, becomes) switch
        {
            (null, _) => isQuoted ? $"{Plain(becomes)} added" : "added",
            (_, null) => "removed",
            _ => isQuoted ? $"{Plain(was)}→{Plain(becomes)}" : "changed",
        };
    }

    private static bool IsShort(string? leaf) => leaf is null || (leaf.Length <= ValueLimit && Plain(leaf).Length > 0);

    private static string? Text(string? leaf)
    {
        if (leaf is not ['"', ..])
        {
            return leaf;
        }

        using var document = JsonDocument.Parse(leaf);
        return document.RootElement.GetString();
    }

    private static void Collect(string path, JsonElement value, SortedDictionary<string, string> leaves)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.EnumerateObject().Any())
        {
            leaves[path] = value.GetRawText();
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            Collect(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, leaves);
        }
    }
}
