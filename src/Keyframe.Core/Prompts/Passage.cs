using System.Globalization;
using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Prompts;

/// <summary>A stretch of template text and where its author finds it.</summary>
/// <param name="Location">Such as spec.template.messages[1].content.</param>
/// <param name="Text">The text.</param>
/// <param name="LiteralHint">What to do where its braces are meant as text.</param>
internal sealed record Passage(string Location, string Text, string LiteralHint)
{
    private const string InTemplate = "If the braces are meant as text, set spec.template.engine to None.";

    // A source has no engine beside it.
    private const string InSource = "If the braces are meant as text, give it as spec.template.text with engine None instead.";

    /// <summary>The passages of a well-shaped template; placeholders are none.</summary>
    public static IReadOnlyList<Passage> Of(PromptTemplate template, bool isSource)
    {
        if (template.Messages is { } messages)
        {
            return [.. messages.Index().Where(entry => entry.Item.Content is not null).Select(entry => new Passage(
                string.Create(CultureInfo.InvariantCulture, $"spec.template.messages[{entry.Index}].content"),
                entry.Item.Content!,
                InTemplate))];
        }

        return isSource
            ? [new Passage("the content of spec.source", template.Text!, InSource)]
            : [new Passage("spec.template.text", template.Text!, InTemplate)];
    }

    /// <summary>
    /// A place in words. Lines and columns count from 1, columns in characters (code points); CR LF, LF and a lone CR end a line.
    /// </summary>
    /// <param name="position">Zero-based, in UTF-16 code units.</param>
    public string Place(int position)
    {
        var line = 1;
        var column = 1;
        for (var i = 0; i < position; i++)
        {
            if (Text[i] == '\n' || (Text[i] == '\r' && !(i + 1 < Text.Length && Text[i + 1] == '\n')))
            {
                line++;
                column = 1;
            }
            else if (!char.IsLowSurrogate(Text[i]) && Text[i] != '\r')
            {
                column++;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Location}, line {line}, column {column}");
    }
}
