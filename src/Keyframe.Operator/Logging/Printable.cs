using System.Globalization;
using System.Text;

namespace Keyframe.Operator.Logging;

/// <summary>Text of somebody else's in a line of ours: nothing in it can break the line or steer a terminal.</summary>
internal static class Printable
{
    /// <summary>In quotation marks.</summary>
    public static string Quote(string text) => $"\"{Escape(text)}\"";

    /// <summary>
    /// With control characters, line separators and invisible format characters (which can reorder what is shown) written as
    /// <c>\n</c>, <c>\u001b</c> and so on.
    /// </summary>
    public static string Escape(string text)
    {
        int first = 0;
        while (first < text.Length && !Breaks(text[first]))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (char letter in text.AsSpan(first))
        {
            _ = letter switch
            {
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when Breaks(letter) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    private static bool Breaks(char letter) =>
        (letter < ' ' || letter > '~')
        && char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
