namespace Keyframe.Runtime.Caching;

/// <summary>
/// What a label selector matches, by the rules of k8s.io/apimachinery pkg/labels: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>,
/// <c>a in (b,c)</c>, <c>a notin (b,c)</c>, <c>a</c>, <c>!a</c>, all of which have to hold.
/// </summary>
internal static class LabelSelector
{
    /// <summary>Whether an object with these labels is matched. True for a selector we cannot read: the server may.</summary>
    public static bool Matches(string? selector, IDictionary<string, string>? labels) =>
        Requirements(selector ?? "").All(requirement => Holds(requirement.Trim(), labels));

    /// <summary>Splits at the commas that are not inside parentheses.</summary>
    private static IEnumerable<string> Requirements(string selector)
    {
        int start = 0;
        int depth = 0;
        for (int i = 0; i < selector.Length; i++)
        {
            depth += selector[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (selector[i] == ',' && depth == 0)
            {
                yield return selector[start..i];
                start = i + 1;
            }
        }

        yield return selector[start..];
    }

    private static bool Holds(string requirement, IDictionary<string, string>? labels)
    {
        if (requirement.Length == 0)
        {
            return true;
        }

        if (requirement[0] == '!')
        {
            return Value(labels, requirement[1..]) is null;
        }

        int set = requirement.IndexOf('(', StringComparison.Ordinal);
        if (set > 0)
        {
            return HoldsForSet(requirement[..set].Trim(), requirement[(set + 1)..], labels);
        }

        int equals = requirement.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return requirement.Contains(' ', StringComparison.Ordinal) || Value(labels, requirement) is not null;
        }

        bool isNegated = equals > 0 && requirement[equals - 1] == '!';
        string key = requirement[..(isNegated ? equals - 1 : equals)];
        string expected = requirement[(equals + 1)..].TrimStart('=').Trim();
        return Value(labels, key) == expected != isNegated;
    }

    private static bool HoldsForSet(string keyAndOperator, string values, IDictionary<string, string>? labels)
    {
        string[] expected = values.TrimEnd(')', ' ').Split(',', StringSplitOptions.TrimEntries);
        return keyAndOperator.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var key, "in"] => Value(labels, key) is { } value && expected.Contains(value, StringComparer.Ordinal),
            [var key, "notin"] => Value(labels, key) is not { } value || !expected.Contains(value, StringComparer.Ordinal),
            _ => true,
        };
    }

    private static string? Value(IDictionary<string, string>? labels, string key) =>
        labels is not null && labels.TryGetValue(key.Trim(), out string? value) ? value : null;
}
