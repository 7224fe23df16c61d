namespace Keyframe.Core.Prompts.Jinja;

/// <summary>The inside of one <c>{{ … }}</c> or <c>{% … %}</c>.</summary>
/// <param name="IsStatement">Whether it is a <c>{% … %}</c>.</param>
/// <param name="Tokens">Its tokens.</param>
internal sealed record JinjaBlock(bool IsStatement, IReadOnlyList<string> Tokens)
{
    /// <summary>The blocks of a template in order, without comments and raw sections. An unclosed one ends the search.</summary>
    public static IEnumerable<JinjaBlock> Find(string text)
    {
        var isRaw = false;
        var position = 0;
        while (NextOpening(text, position) is { } open)
        {
            if (text[open + 1] == '#')
            {
                var end = text.IndexOf("#}", open + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    yield break;
                }

                position = end + 2;
                continue;
            }

            var isStatement = text[open + 1] == '%';
            var tokens = JinjaTokens.Read(text, open + 2, isStatement ? "%}" : "}}", out position);
            if (position < 0)
            {
                // Inside a raw section braces need no end.
                if (!isRaw)
                {
                    yield break;
                }

                position = open + 2;
                continue;
            }

            if (isStatement && tokens is [var word] && word is "raw" or "endraw")
            {
                isRaw = tokens[0] == "raw";
            }
            else if (!isRaw)
            {
                yield return new JinjaBlock(isStatement, tokens);
            }
        }
    }

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
}
