using System.Buffers;
using System.Globalization;
using System.Text;

namespace Keyframe.Core.Canonical;

/// <summary>JSON strings with the fewest possible escapes (RFC 8785, section 3.2.2.2).</summary>
internal static class CanonicalText
{
    private const int QuoteLimit = 60;

    /// <summary>Writes text as a JSON string. A lone surrogate becomes its escape, so that nothing is lost on the way.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (text[i] is < ' ' or '"' or '\\' || char.IsSurrogate(text[i]))
            {
                Encoding.UTF8.GetBytes(text[start..i], output);
                WriteEscape(output, text[i]);
                start = i + 1;
            }
        }

        Encoding.UTF8.GetBytes(text[start..], output);
        output.Write("\""u8);
    }

    /// <summary>Text for a message: quoted, with escapes also for what nobody would see, and cut where it is long.</summary>
    public static string Quote(string text)
    {
        var cut = text.Length > QuoteLimit;
        var output = new ArrayBufferWriter<byte>();
        Write(output, cut ? text.AsSpan(0, QuoteLimit) : text);
        var quoted = string.Concat(Encoding.UTF8.GetString(output.WrittenSpan).Select(Visible));
        return cut ? $"{quoted}…" : quoted;
    }

    // Zero width spaces, byte order marks, bidirectional overrides, C1 controls. Joiners stay: scripts and emoji need them.
    private static string Visible(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        && character is not ('\u200c' or '\u200d')
        ? Escape(character)
        : character.ToString();

    private static void WriteEscape(IBufferWriter<byte> output, char character)
    {
        var escape = character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            _ => Escape(character),
        };
        Encoding.UTF8.GetBytes(escape, output);
    }

    private static string Escape(char character) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
}
