using System.Globalization;
using System.Text.Json;
using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Bounds of numbers, lengths and counts, <c>multipleOf</c> and <c>uniqueItems</c>.</summary>
internal static class BoundComparison
{
    // Lower bounds with what holds without them.
    private static readonly (string Keyword, SchemaTypes Types, double Default)[] Lower =
    [
        ("minLength", SchemaTypes.String, 0), ("minItems", SchemaTypes.Array, 0), ("minProperties", SchemaTypes.Object, 0),
        ("minContains", SchemaTypes.Array, 1),
    ];

    private static readonly (string Keyword, SchemaTypes Types)[] Upper =
    [
        ("maxLength", SchemaTypes.String), ("maxItems", SchemaTypes.Array), ("maxProperties", SchemaTypes.Object),
        ("maxContains", SchemaTypes.Array),
    ];

    public static void Compare(SchemaComparison comparison, SchemaStep step)
    {
        foreach (var (keyword, types, absent) in Lower.Where(bound => step.Concerns(bound.Types)))
        {
            var (before, after) = (step.Before[keyword].AsNumber() ?? absent, step.After[keyword].AsNumber() ?? absent);
            Note(comparison, step, keyword, before, after, after < before);
        }

        foreach (var (keyword, types) in Upper.Where(bound => step.Concerns(bound.Types)))
        {
            double before = step.Before[keyword].AsNumber() ?? double.PositiveInfinity;
            double after = step.After[keyword].AsNumber() ?? double.PositiveInfinity;
            Note(comparison, step, keyword, before, after, after > before);
        }

        if (step.Concerns(SchemaTypes.Number))
        {
            CompareRange(comparison, step, "minimum", "exclusiveMinimum", sign: 1);
            CompareRange(comparison, step, "maximum", "exclusiveMaximum", sign: -1);
            CompareMultiples(comparison, step);
        }

        if (step.Concerns(SchemaTypes.Array) && IsUnique(step.Before) != IsUnique(step.After))
        {
            comparison.Note(
                step.Path,
                IsUnique(step.Before) ? ResponseCompatibility.Breaking : ResponseCompatibility.Compatible,
                IsUnique(step.Before) ? "may have equal items now" : "has no equal items any more");
        }
    }

    private static void Note(
        SchemaComparison comparison, SchemaStep step, string keyword, double before, double after, bool isLooser)
    {
        if (before != after)
        {
            comparison.Note(
                step.Path,
                isLooser ? ResponseCompatibility.Breaking : ResponseCompatibility.Compatible,
                $"{keyword} was {Show(before)}, and is {Show(after)} now");
        }
    }

    private static string Show(double bound) =>
        double.IsFinite(bound) ? bound.ToString(CultureInfo.InvariantCulture) : "not set";

    /// <summary>A lower bound (sign 1), or an upper one with all turned round (sign -1).</summary>
    private static void CompareRange(SchemaComparison comparison, SchemaStep step, string closed, string open, int sign)
    {
        bool integers = !step.After.Types.HasFlag(SchemaTypes.Fraction);
        var before = Range(step.Before, closed, open, sign, integers);
        var after = Range(step.After, closed, open, sign, integers);
        if (before != after)
        {
            bool isLooser = after.Value < before.Value || (after.Value == before.Value && before.IsOpen);
            string keyword = before.IsOpen ? open : closed;
            string other = before.IsOpen == after.IsOpen ? "" : $"{(after.IsOpen ? open : closed)} ";
            comparison.Note(
                step.Path,
                isLooser ? ResponseCompatibility.Breaking : ResponseCompatibility.Compatible,
                $"{keyword} was {Show(before.Value * sign)}, and {other}is {Show(after.Value * sign)} now");
        }
    }

    private static (double Value, bool IsOpen) Range(SchemaView view, string closed, string open, int sign, bool integers)
    {
        double atLeast = view[closed].AsNumber() * sign ?? double.NegativeInfinity;
        double above = view[open].AsNumber() * sign ?? double.NegativeInfinity;
        if (integers && double.IsFinite(above))
        {
            return (Math.Max(atLeast, Math.Floor(above) + 1), false);
        }

        return above >= atLeast && double.IsFinite(above) ? (above, true) : (atLeast, false);
    }

    private static void CompareMultiples(SchemaComparison comparison, SchemaStep step)
    {
        var (before, after) = (Text(step.Before), Text(step.After));
        if (before == after)
        {
            return;
        }

        bool isTighter = before is null || (after is not null && IsMultiple(after, before));
        comparison.Note(
            step.Path,
            isTighter ? ResponseCompatibility.Compatible : ResponseCompatibility.Breaking,
            $"multipleOf was {before ?? "not set"}, and is {after ?? "not set"} now");
    }

    private static string? Text(SchemaView view) =>
        view["multipleOf"].AsNumber() is null ? null : view["multipleOf"]!.ToJsonString();

    // In decimal: 0.3 is a multiple of 0.1.
    private static bool IsMultiple(string number, string of) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal large)
            && decimal.TryParse(of, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal small)
            && small > 0
            && large % small == 0;

    private static bool IsUnique(SchemaView view) => view["uniqueItems"]?.GetValueKind() == JsonValueKind.True;
}
