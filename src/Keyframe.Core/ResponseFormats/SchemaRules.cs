using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.ResponseFormats;

/// <summary>What is wrong with the value of one keyword, taken by itself; schemas within it are judged on their own.</summary>
internal static class SchemaRules
{
    // Regular expressions longer than this are machine-made; to parse them costs more than it tells.
    private const int MaxPattern = 4_096;

    public static SchemaFlaw? Find(SchemaKeywordKind kind, JsonNode? value, SchemaPlace place) => kind switch
    {
        SchemaKeywordKind.Schemas => value is JsonArray { Count: > 0 }
            ? null
            : new SchemaFlaw(place, "must be a list of at least one schema"),
        SchemaKeywordKind.SchemaMap => value is JsonObject ? null : new SchemaFlaw(place, "must be an object of schemas by name"),
        SchemaKeywordKind.PatternMap => Patterns(value, place),
        SchemaKeywordKind.Dependencies or SchemaKeywordKind.NameLists => Lists(value, place, kind),
        SchemaKeywordKind.Names => Names(value, place),
        SchemaKeywordKind.Types => Types(value, place),
        _ => Scalar(kind, value) is { } problem ? new SchemaFlaw(place, problem) : null,
    };

    private static string? Scalar(SchemaKeywordKind kind, JsonNode? value) => kind switch
    {
        SchemaKeywordKind.Values when value is not JsonArray { Count: > 0 } =>
            "must be a list of at least one value; without any, no answer is valid",
        SchemaKeywordKind.Number when value.AsNumber() is null => Number(value),
        SchemaKeywordKind.PositiveNumber when !(value.AsNumber() > 0) =>
            $"must be a number above 0, not {SchemaValues.Shown(value)}",
        SchemaKeywordKind.Count when value.AsNumber() is not { } number || number < 0 || !double.IsInteger(number) =>
            $"must be an integer of at least 0, not {SchemaValues.Shown(value)}",
        SchemaKeywordKind.Flag when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) =>
            $"must be true or false, not {SchemaValues.Shown(value)}",
        SchemaKeywordKind.Text or SchemaKeywordKind.Reference when value.AsText() is null =>
            $"must be a string, not {SchemaValues.Shown(value)}",
        SchemaKeywordKind.Pattern when value.AsText() is { } pattern => Pattern(pattern),
        SchemaKeywordKind.Pattern => "must be a regular expression, as a string",
        SchemaKeywordKind.List when value is not JsonArray => $"must be a list, not {SchemaValues.Shown(value)}",
        _ => null,
    };

    private static string Number(JsonNode? value) => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False
        ? "must be a number, the bound itself; true and false are of draft-04"
        : $"must be a number, not {SchemaValues.Shown(value)}";

    private static SchemaFlaw? Patterns(JsonNode? value, SchemaPlace place)
    {
        if (value is not JsonObject map)
        {
            return new SchemaFlaw(place, "must be an object of schemas by regular expression");
        }

        foreach (var (pattern, _) in map)
        {
            if (Pattern(pattern) is { } problem)
            {
                return new SchemaFlaw(place.Then(pattern), problem);
            }
        }

        return null;
    }

    private static SchemaFlaw? Lists(JsonNode? value, SchemaPlace place, SchemaKeywordKind kind)
    {
        if (value is not JsonObject map)
        {
            return new SchemaFlaw(place, "must be an object of lists of names, by name");
        }

        foreach (var (name, list) in map)
        {
            if ((list is JsonArray || kind == SchemaKeywordKind.NameLists) && Names(list, place.Then(name)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static SchemaFlaw? Names(JsonNode? value, SchemaPlace place)
    {
        if (value is not JsonArray list)
        {
            return new SchemaFlaw(place, value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                ? "must be a list of names; list the property's name in required of the object around it"
                : "must be a list of names");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].AsText() is not { } name)
            {
                return new SchemaFlaw(place.Then(i), $"must be a name, as a string, not {SchemaValues.Shown(list[i])}");
            }

            if (!seen.Add(name))
            {
                return new SchemaFlaw(place.Then(i), $"{CanonicalText.Quote(name)} is given twice; keep one of them");
            }
        }

        return null;
    }

    private static SchemaFlaw? Types(JsonNode? value, SchemaPlace place)
    {
        if (value.AsText() is { } single)
        {
            return TypeNames.Parse(single) is null ? new SchemaFlaw(place, TypeNames.Refuse(single)) : null;
        }

        if (value is not JsonArray { Count: > 0 })
        {
            return new SchemaFlaw(place, "must be a type, as a string, or a list of types");
        }

        if (Names(value, place) is { } found)
        {
            return found;
        }

        var list = value.AsArray();
        int wrong = list.ToList().FindIndex(item => TypeNames.Parse(item.AsText()) is null);
        return wrong < 0 ? null : new SchemaFlaw(place.Then(wrong), TypeNames.Refuse(list[wrong].AsText()!));
    }

    /// <summary>
    /// JSON Schema's dialect is ECMA-262, which is not at hand. So only what no dialect accepts is refused: unbalanced groups and
    /// classes, repetition of nothing, ranges from high to low.
    /// </summary>
    private static string? Pattern(string pattern)
    {
        if (pattern.Length > MaxPattern)
        {
            return null;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException exception)
        {
            string? what = exception.Error switch
            {
                RegexParseError.InsufficientClosingParentheses => "a ( is not closed",
                RegexParseError.InsufficientOpeningParentheses => "a ) closes nothing",
                // [] and [^] are nothing and anything in ECMA-262, and the beginning of a class elsewhere.
                RegexParseError.UnterminatedBracket when !pattern.Contains("[]", StringComparison.Ordinal)
                    && !pattern.Contains("[^]", StringComparison.Ordinal) => "a [ is not closed",
                RegexParseError.QuantifierAfterNothing => "a quantifier has nothing before it",
                RegexParseError.NestedQuantifiersNotParenthesized => "a quantifier follows another",
                RegexParseError.ReversedCharacterRange => "a range of characters runs from high to low",
                RegexParseError.ReversedQuantifierRange => "a quantifier's range runs from high to low",
                RegexParseError.UnescapedEndingBackslash => "it ends in a backslash",
                _ => null,
            };
            return what is null ? null : $"{CanonicalText.Quote(pattern)} is not a regular expression: {what}; correct it";
        }
    }
}
