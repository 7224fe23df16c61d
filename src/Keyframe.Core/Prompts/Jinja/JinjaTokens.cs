namespace Keyframe.Core.Prompts.Jinja;

/// <summary>
/// A tokenizer for Jinja2 expressions as far as names need it: names, <c>''</c> for any string, <c>0</c> for any number, and
/// single characters, save <c>==</c>.
/// </summary>
internal static class JinjaTokens
{
    public const string Text = "''";
    public const string Number = "0";

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
            return Run(text, i, c => char.IsLetterOrDigit(c) || c is '_' or '.');
        }

        var length = char.IsLetter(current) || current == '_' ? Run(text, i, c => char.IsLetterOrDigit(c) || c == '_')
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

    private static int Run(string text, int start, Func<char, bool> belongs)
    {
        var end = start + 1;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return end - start;
    }

    // The white space control of Jinja2: {{- … -}} and {%+ … %}.
    private static List<string> Trim(List<string> tokens)
    {
        var first = tokens is ["-" or "+", ..] ? 1 : 0;
        var last = tokens.Count > first && tokens[^1] is "-" or "+" ? tokens.Count - 1 : tokens.Count;
        return tokens[first..Math.Max(first, last)];
    }
}
