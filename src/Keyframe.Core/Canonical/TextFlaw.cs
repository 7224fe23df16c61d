using System.Globalization;
using System.Text;

namespace Keyframe.Core.Canonical;

/// <summary>The first place of text that not every reader can keep: NUL, a lone surrogate, or bytes that are not UTF-8.</summary>
/// <param name="Position">Zero-based, in UTF-16 code units.</param>
/// <param name="What">What stands there, as in "has a NUL character".</param>
internal readonly record struct TextFlaw(int Position, string What)
{
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"has {What} at character {Position + 1}");

    public static TextFlaw? Find(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return new TextFlaw(i, "a NUL character");
            }

            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else
            {
                return new TextFlaw(i, string.Create(CultureInfo.InvariantCulture, $"a lone surrogate (U+{(int)text[i]:X4})"));
            }
        }

        return null;
    }

    /// <summary>Finds what keeps the inside of a JSON string from being decoded. For strings whose decoding failed.</summary>
    public static TextFlaw FindInJson(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder();
        while (!json.IsEmpty)
        {
            if (json[0] == (byte)'\\')
            {
                var isUnicode = json.Length >= 6 && json[1] == (byte)'u';
                var code = isUnicode ? Convert.ToInt32(Encoding.ASCII.GetString(json.Slice(2, 4)), 16) : '?';
                text.Append((char)code);
                json = json[(isUnicode ? 6 : Math.Min(2, json.Length))..];
                continue;
            }

            if (Rune.DecodeFromUtf8(json, out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                break;
            }

            text.Append(rune.ToString());
            json = json[consumed..];
        }

        return Find(text.ToString()) ?? new TextFlaw(text.Length, "bytes that are not UTF-8");
    }
}
