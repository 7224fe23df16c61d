using System.Globalization;
using System.Text;
using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;

namespace Keyframe.Core.Prompts;

/// <summary>
/// The variables of a Mustache template, exactly. A variable is <c>{{name}}</c>, or <c>{{{name}}}</c> (Mustache's unescaped form;
/// the same variable), with any white space, line breaks too, around the name. A name is one or more parts joined by single
/// dots; a part is one or more Unicode letters, combining marks, decimal digits, <c>_</c> or <c>-</c>; the whole has at most 128
/// UTF-16 code units. Names are compared as they are: <c>{{Name}}</c> and <c>{{name}}</c> are two.
/// </summary>
/// <remarks>
/// That is all there is: sections, inverted sections, partials, comments and changed delimiters are faults, because an
/// application that only substitutes names would show them to the model. Every <c>{{</c> must open a variable; a <c>}}</c>
/// without one before it is text, as in JSON. More braces than belong to a tag: before it, three open an unescaped one, which
/// then needs three to close; after it, they are text, so <c>{"a": {{a}}}</c> is a variable in JSON.
/// </remarks>
internal static class MustacheVariables
{
    private const int MaxNameLength = 128;

    // status.variables has at most so many items.
    private const int MaxVariables = 1024;

    public static Outcome<IReadOnlyList<string>> Extract(IEnumerable<Passage> passages)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var passage in passages)
        {
            if (Scan(passage, names) is { } fault)
            {
                return new Outcome<IReadOnlyList<string>>(fault);
            }
        }

        return names.Count <= MaxVariables
            ? new Outcome<IReadOnlyList<string>>([.. names])
            : new Outcome<IReadOnlyList<string>>(new Fault(
                Reasons.InvalidTemplate,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the template uses {names.Count} variables, more than {MaxVariables}; split the prompt into several.")));
    }

    private static Fault? Scan(Passage passage, SortedSet<string> names)
    {
        var text = passage.Text;
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0;)
        {
            var isUnescaped = text.AsSpan(open).StartsWith("{{{");
            var start = open + (isUnescaped ? 3 : 2);
            var braces = text.AsSpan(start).IndexOfAny('{', '}');
            var close = braces < 0 ? text.Length : start + braces;
            var rest = text.AsSpan(close);
            if (Problem(text.AsSpan(start, close - start), rest, isUnescaped) is { } problem)
            {
                return new Fault(Reasons.InvalidTemplate, $"{passage.Place(open)}: {problem}. {passage.LiteralHint}");
            }

            names.Add(text.AsSpan(start, close - start).Trim().ToString());
            var after = close + (isUnescaped ? 3 : 2);
            var next = text.AsSpan(after).IndexOf("{{", StringComparison.Ordinal);
            open = next < 0 ? -1 : after + next;
        }

        return null;
    }

    private static string? Problem(ReadOnlySpan<char> inner, ReadOnlySpan<char> rest, bool isUnescaped)
    {
        var name = inner.Trim();
        if (!rest.StartsWith("}}"))
        {
            return "{{ opens a variable that is never closed; close it with }}";
        }

        if (isUnescaped && !rest.StartsWith("}}}"))
        {
            return "{{{ opens a variable that is closed with }} only; use {{ and }}, or {{{ and }}}";
        }

        if (name.IsEmpty)
        {
            return "the variable between {{ and }} has no name; name it";
        }

        if (name.Length > MaxNameLength)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"the variable's name has {name.Length} characters; use at most {MaxNameLength}");
        }

        if (name[0] is '#' or '/' or '^' or '>' or '!' or '&' or '=')
        {
            return $"{{{{{name[0]} is a Mustache tag other than a variable, and only {{{{name}}}} is supported; write conditions "
                + "and loops in Jinja2 ({% … %})";
        }

        return IsName(name)
            ? null
            : $"{CanonicalText.Quote(name.ToString())} is not a variable's name; use letters, digits, _ and -, in parts joined "
                + "by dots";
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        var isPartEmpty = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value == '.')
            {
                if (isPartEmpty)
                {
                    return false;
                }

                isPartEmpty = true;
            }
            else if (IsNameCharacter(rune))
            {
                isPartEmpty = false;
            }
            else
            {
                return false;
            }
        }

        return !isPartEmpty;
    }

    private static bool IsNameCharacter(Rune rune) => rune.Value is '_' or '-' || Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark;
}
