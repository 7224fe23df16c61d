using System.Globalization;
using System.Text;

namespace Keyframe.Core.Changes;

/// <summary>Makes foreign text fit for a line that people read in a terminal.</summary>
public static class OneLine
{
    /// <summary>
    /// White space and control characters become one blank, invisible ones (bidirectional overrides, zero width spaces, byte
    /// order marks) their code in the form \u{202E}, lone surrogates U+FFFD. Longer text ends in an ellipsis.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most UTF-16 code units of the result.</param>
    public static string Of(string? text, int limit)
    {
        var line = new StringBuilder();
        var isGap = false;
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                isGap = line.Length > 0;
                continue;
            }

            var piece = (isGap ? " " : "") + Visible(rune);
            isGap = false;
            if (line.Length + piece.Length > limit)
            {
                return Cut(line, limit);
            }

            line.Append(piece);
        }

        return line.ToString();
    }

    // Joiners (U+200C, U+200D) stay: scripts and emoji need them.
    private static string Visible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D)
        ? string.Create(CultureInfo.InvariantCulture, $@"\u{{{rune.Value:X4}}}")
        : rune.ToString();

    private static string Cut(StringBuilder line, int limit)
    {
        var length = Math.Min(line.Length, limit - 1);
        if (length > 0 && char.IsHighSurrogate(line[length - 1]))
        {
            length--;
        }

        return line.ToString(0, length).TrimEnd() + "…";
    }
}
