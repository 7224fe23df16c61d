using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.ResponseFormats;

/// <summary>The names of types in JSON Schema, and what people write instead.</summary>
internal static class TypeNames
{
    private const int LongestTypo = 16;

    private static readonly (string Name, SchemaTypes Types)[] Known =
    [
        ("array", SchemaTypes.Array), ("boolean", SchemaTypes.Boolean), ("integer", SchemaTypes.Integer),
        ("null", SchemaTypes.Null), ("number", SchemaTypes.Number), ("object", SchemaTypes.Object),
        ("string", SchemaTypes.String),
    ];

    // Other languages' names that are not close to ours.
    private static readonly (string Alias, string Name)[] Aliases =
    [
        ("dict", "object"), ("dictionary", "object"), ("map", "object"), ("record", "object"), ("struct", "object"),
        ("double", "number"), ("float", "number"), ("decimal", "number"), ("long", "integer"),
        ("list", "array"), ("set", "array"), ("tuple", "array"), ("text", "string"), ("char", "string"),
        ("none", "null"), ("nil", "null"),
    ];

    /// <summary>The types that a name stands for; null where it is none.</summary>
    public static SchemaTypes? Parse(string? name)
    {
        int index = Array.FindIndex(Known, known => known.Name == name);
        return index < 0 ? null : Known[index].Types;
    }

    /// <summary>The type of a value.</summary>
    public static SchemaTypes Of(JsonNode? value) => value?.GetValueKind() switch
    {
        null => SchemaTypes.Null,
        JsonValueKind.Object => SchemaTypes.Object,
        JsonValueKind.Array => SchemaTypes.Array,
        JsonValueKind.String => SchemaTypes.String,
        JsonValueKind.Number => double.IsInteger(value.GetValue<double>()) ? SchemaTypes.Integer : SchemaTypes.Fraction,
        _ => SchemaTypes.Boolean,
    };

    /// <summary>Types in words: <c>null or string</c>.</summary>
    public static string Describe(SchemaTypes types) => types == SchemaTypes.All
        ? "any type"
        : string.Join(" or ", Known
            .Where(known => known.Name switch
            {
                "number" => types.HasFlag(SchemaTypes.Fraction),
                "integer" => (types & SchemaTypes.Number) == SchemaTypes.Integer,
                _ => types.HasFlag(known.Types),
            })
            .Select(known => known.Name));

    /// <summary>What to do about a name that is no type.</summary>
    public static string Refuse(string name)
    {
        string hint = Nearest(name) is { } meant ? $"did you mean {CanonicalText.Quote(meant)}? Use" : "use";
        string all = string.Join(", ", Known.Select(known => known.Name));
        return $"{CanonicalText.Quote(name)} is not a type; {hint} one of {all}, or leave type out for any";
    }

    private static string? Nearest(string name)
    {
        if (name.Length is 0 or > LongestTypo)
        {
            return null;
        }

        string lower = name.ToLowerInvariant();
        var (_, alias) = Array.Find(Aliases, entry => entry.Alias == lower);
        return alias
            ?? Array.Find(Known, known => lower.Length > 2 && known.Name.StartsWith(lower, StringComparison.Ordinal)).Name
            ?? Known.Select(known => (known.Name, Distance: Distance(lower, known.Name)))
                .Where(known => known.Distance <= 2)
                .OrderBy(known => known.Distance)
                .FirstOrDefault().Name;
    }

    // Levenshtein's, one row at a time.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
