using System.Globalization;
using System.Text;

namespace Keyframe.Core.Diffs;

/// <summary>One line for reading: nothing invisible, and not too long.</summary>
internal static class VisibleText
{
    private const int Limit = 240;
    private const int Lead = 60;
    private const string Cut = "…";

    /// <summary>The line as <see cref="TextLine.Text"/> describes it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="partner">The line that it replaces or is replaced by; a long one is shown from where the two differ.</param>
    public static string Of(string line, string? partner)
    {
        bool isEnded = line.EndsWith('\n');
        string text = isEnded ? line[..^1] : line;
        string end = !isEnded && partner?.EndsWith('\n') is true ? " (no line feed at the end)" : "";
        int start = text.Length <= Limit || partner is null ? 0 : Math.Max(0, text.AsSpan().CommonPrefixLength(partner) - Lead);
        start = Math.Min(start, Math.Max(0, text.Length - Limit));
        int length = Math.Min(Limit, text.Length - start);
        if (start > 0 && char.IsLowSurrogate(text[start]))
        {
            start++;
            length--;
        }

        if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
        {
            length--;
        }

        string shown = Escaped(text.AsSpan(start, length), isWhole: start + length == text.Length);
        return (start > 0 ? Cut : "") + shown + (start + length < text.Length ? Cut : "") + end;
    }

    private static string Escaped(ReadOnlySpan<char> text, bool isWhole)
    {
        int body = isWhole ? text.TrimEnd(' ').Length : text.Length;
        var visible = new StringBuilder();
        foreach (var rune in text[..body].EnumerateRunes())
        {
            visible.Append(Visible(rune));
        }

        return visible.Append('·', text.Length - body).ToString();
    }

    // Joiners (U+200C, U+200D) stay: scripts and emoji need them.
    private static string Visible(Rune rune) => rune.Value switch
    {
        ' ' or '\t' or 0x200C or 0x200D => rune.ToString(),
        '\r' => @"\r",
        _ when Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format =>
            string.Create(CultureInfo.InvariantCulture, $@"\u{{{rune.Value:X4}}}"),
        _ => rune.ToString(),
    };
}
