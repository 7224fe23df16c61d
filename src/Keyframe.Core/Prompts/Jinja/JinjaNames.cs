namespace Keyframe.Core.Prompts.Jinja;

/// <summary>Sorts the names of a block into those it reads and those it binds.</summary>
internal static class JinjaNames
{
    // Keywords, literals, and what every Jinja2 template finds defined.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None", "recursive", "scoped",
        "range", "dict", "lipsum", "cycler", "joiner", "namespace", "loop", "self", "super", "caller", "varargs", "kwargs",
    };

    public static void Collect(JinjaBlock block, ISet<string> used, ISet<string> bound)
    {
        if (!block.IsStatement)
        {
            Read(block.Tokens, 0, used);
            return;
        }

        switch (block.Tokens.Count == 0 ? "" : block.Tokens[0])
        {
            case "if" or "elif":
                Read(block.Tokens, 1, used);
                break;
            case "for":
                Read(block.Tokens, Bind(block.Tokens, "in", bound), used);
                break;
            case "set":
                Read(block.Tokens, Bind(block.Tokens, "=", bound), used);
                break;
            case "with":
                BindKeywords(block.Tokens, bound);
                Read(block.Tokens, 1, used);
                break;
            case "macro" or "import" or "from" or "call":
                Bind(block.Tokens, null, bound);
                break;
            default:
                break;
        }
    }

    // Binds the names up to a token and returns where the expression after it begins.
    private static int Bind(IReadOnlyList<string> tokens, string? until, ISet<string> bound)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i] == until)
            {
                return i + 1;
            }

            // The attribute of {% set ns.total = 1 %} binds nothing.
            if (JinjaTokens.IsName(tokens[i]) && tokens[i - 1] != ".")
            {
                bound.Add(tokens[i]);
            }
        }

        return tokens.Count;
    }

    private static void BindKeywords(IReadOnlyList<string> tokens, ISet<string> bound)
    {
        for (var i = 1; i + 1 < tokens.Count; i++)
        {
            if (tokens[i + 1] == "=" && JinjaTokens.IsName(tokens[i]))
            {
                bound.Add(tokens[i]);
            }
        }
    }

    private static void Read(IReadOnlyList<string> tokens, int start, ISet<string> used)
    {
        for (var i = start; i < tokens.Count; i++)
        {
            var before = i > start ? tokens[i - 1] : "";
            var isMemberFilterOrTest = before is "." or "|" or "is"
                || (before == "not" && i - 2 >= start && tokens[i - 2] == "is");
            var isKeyword = i + 1 < tokens.Count && tokens[i + 1] == "=";
            if (JinjaTokens.IsName(tokens[i]) && !Reserved.Contains(tokens[i]) && !isMemberFilterOrTest && !isKeyword)
            {
                used.Add(tokens[i]);
            }
        }
    }
}
