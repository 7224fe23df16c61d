using System.Globalization;
using System.Text;

namespace Keyframe.Core.Prompts.Jinja;

/// <summary>
/// A tokenizer for Jinja2 expressions as far as names need it: names, <c>''</c> for any string, <c>0</c> for any number, and
/// single characters, save <c>==</c>.
/// </summary>
internal static class JinjaTokens
{
    public const string Text = "''";
    public const string Number = "0";

    /// <summary>Whether a token is a name.</summary>
    public static bool IsName(string token) => Rune.TryGetRuneAt(token, 0, out var first) && Begins(first);

    /// <param name="text">The template.</param>
    /// <param name="start">Where the inside of the block begins.</param>
    /// <param name="end">What ends it, outside strings and brackets.</param>
    /// <param name="after">Where the template goes on; -1 when the block never ends.</param>
    public static List<string> Read(string text, int start, string end, out int after)
    {
        var tokens = new List<string>();
        var depth = 0;
        for (var i = start; i < text.Length;)
        {
            if (depth == 0 && string.CompareOrdinal(text, i, end, 0, end.Length) == 0)
            {
                after = i + end.Length;
                return Trim(tokens);
            }

            var length = Next(text, i, tokens);
            depth = tokens.Count == 0 || length != 1 ? depth : text[i] switch
            {
                '{' or '[' or '(' => depth + 1,
                '}' or ']' or ')' => Math.Max(0, depth - 1),
                _ => depth,
            };
            i += length;
        }

        after = -1;
        return tokens;
    }

    // Adds the token at i, if one begins there, and returns how many characters it takes.
    private static int Next(string text, int i, List<string> tokens)
    {
        var current = text[i];
        if (char.IsWhiteSpace(current))
        {
            return 1;
        }

        if (current is '\'' or '"')
        {
            tokens.Add(Text);
            return StringLength(text, i);
        }

        if (char.IsDigit(current))
        {
            tokens.Add(Number);
            return Run(text, i, rune => Continues(rune) || rune.Value == '.');
        }

        var length = Rune.TryGetRuneAt(text, i, out var first) && Begins(first) ? Run(text, i, Continues)
            : text.AsSpan(i).StartsWith("==") ? 2
            : 1;
        tokens.Add(text.Substring(i, length));
        return length;
    }

    private static int StringLength(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[start])
            {
                return i + 1 - start;
            }
        }

        return text.Length - start;
    }

    private static int Run(string text, int start, Func<Rune, bool> belongs)
    {
        var end = start;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out var rune) && belongs(rune))
        {
            end += rune.Utf16SequenceLength;
        }

        return end - start;
    }

    // Python's identifiers (PEP 3131), which Jinja2 has for names.
    private static bool Begins(Rune rune) =>
        rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool Continues(Rune rune) => Begins(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation;

    // The white space control of Jinja2: {{- … -}} and {%+ … %}.
    private static List<string> Trim(List<string> tokens)
    {
        var first = tokens is ["-" or "+", ..] ? 1 : 0;
        var last = tokens.Count > first && tokens[^1] is "-" or "+" ? tokens.Count - 1 : tokens.Count;
        return tokens[first..Math.Max(first, last)];
    }
}
