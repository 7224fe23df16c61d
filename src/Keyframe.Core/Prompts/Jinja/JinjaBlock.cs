using System.Text.RegularExpressions;

namespace Keyframe.Core.Prompts.Jinja;

/// <summary>The inside of one <c>{{ … }}</c> or <c>{% … %}</c>.</summary>
/// <param name="IsStatement">Whether it is a <c>{% … %}</c>.</param>
/// <param name="Tokens">Its tokens.</param>
internal sealed partial record JinjaBlock(bool IsStatement, IReadOnlyList<string> Tokens)
{
    /// <summary>The blocks of a template in order, without comments and raw sections. An unclosed one ends the search.</summary>
    public static IEnumerable<JinjaBlock> Find(string text)
    {
        var position = 0;
        while (NextOpening(text, position) is { } open)
        {
            if (text[open + 1] == '#')
            {
                position = EndOf(text.IndexOf("#}", open + 2, StringComparison.Ordinal), length: 2);
            }
            else
            {
                var isStatement = text[open + 1] == '%';
                var end = isStatement ? "%}" : "}}";
                var block = new JinjaBlock(isStatement, JinjaTokens.Read(text, open + 2, end, out position));
                if (block is { IsStatement: true, Tokens: ["raw"] } && position >= 0)
                {
                    var endRaw = EndRaw().Match(text, position);
                    position = EndOf(endRaw.Success ? endRaw.Index : -1, endRaw.Length);
                }
                else if (position >= 0)
                {
                    yield return block;
                }
            }

            if (position < 0)
            {
                yield break;
            }
        }
    }

    private static int EndOf(int index, int length) => index < 0 ? -1 : index + length;

    private static int? NextOpening(string text, int from)
    {
        for (var open = text.IndexOf('{', from); open >= 0 && open + 1 < text.Length; open = text.IndexOf('{', open + 1))
        {
            if (text[open + 1] is '{' or '%' or '#')
            {
                return open;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\{%[-+]?\s*endraw\s*[-+]?%\}", RegexOptions.CultureInvariant)]
    private static partial Regex EndRaw();
}
