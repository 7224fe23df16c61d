using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Types, <c>enum</c> and <c>const</c>.</summary>
internal static class ValueComparison
{
    private const int MaxShown = 5;

    public static void Compare(SchemaComparison comparison, SchemaStep step)
    {
        var (before, after) = (step.Before.Values, step.After.Values);
        if (before is not null && after is not null)
        {
            CompareValues(comparison, step.Path, before, after);
            return;
        }

        CompareTypes(comparison, step);
        if (before is not null)
        {
            comparison.Breaking(step.Path, $"could only be {Show(before)}, and may have other values now");
        }
        else if (after is not null)
        {
            comparison.Compatible(step.Path, $"is only {Show(after)} now");
        }
    }

    private static void CompareTypes(SchemaComparison comparison, SchemaStep step)
    {
        var (before, after) = (step.Before.Types, step.After.Types);
        var added = after & ~before;
        if (added == SchemaTypes.Fraction && before.HasFlag(SchemaTypes.Integer))
        {
            comparison.Breaking(step.Path, "was an integer, and may be any number now");
        }
        else if (added != 0)
        {
            comparison.Breaking(step.Path, (before & after) != 0
                ? $"was {TypeNames.Describe(before)}, and may also be {TypeNames.Describe(added)} now"
                : $"was {TypeNames.Describe(before)}, and is {TypeNames.Describe(after)} now");
        }
        else if (before != after)
        {
            comparison.Compatible(step.Path, $"was {TypeNames.Describe(before)}, and is only {TypeNames.Describe(after)} now");
        }
    }

    private static void CompareValues(
        SchemaComparison comparison, string path, IReadOnlyList<JsonNode?> before, IReadOnlyList<JsonNode?> after)
    {
        comparison.Spend(before.Count + after.Count);
        var added = Except(after, before);
        if (added.Count > 0)
        {
            comparison.Breaking(path, $"may also be {Show(added)} now");
        }

        var removed = Except(before, after);
        if (removed.Count > 0)
        {
            comparison.Compatible(path, $"is never {Show(removed)} any more");
        }
    }

    private static List<JsonNode?> Except(IReadOnlyList<JsonNode?> values, IReadOnlyList<JsonNode?> others)
    {
        var known = others.Select(Text).ToHashSet(StringComparer.Ordinal);
        return [.. values.DistinctBy(Text).Where(value => !known.Contains(Text(value)))];
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    // Sorted, since the order of an enumeration means nothing.
    private static string Show(IReadOnlyList<JsonNode?> values)
    {
        var shown = values.OrderBy(Text, StringComparer.Ordinal).Take(MaxShown).Select(SchemaValues.Shown);
        return string.Join(" or ", shown) + (values.Count > MaxShown ? $" or one of {values.Count - MaxShown} more" : "");
    }
}
