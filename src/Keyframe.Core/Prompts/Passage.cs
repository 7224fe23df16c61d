using System.Globalization;
using System.Text.Json;
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

    /// <summary>The passages of a well-shaped template that is given inline; placeholders are none.</summary>
    public static IReadOnlyList<Passage> Of(PromptTemplate template) => template.Messages is { } messages
        ? [.. messages.Index().Where(entry => entry.Item.Content is not null).Select(entry => new Passage(
            string.Create(CultureInfo.InvariantCulture, $"spec.template.messages[{entry.Index}].content"),
            entry.Item.Content!,
            InTemplate))]
        : [new Passage("spec.template.text", template.Text!, InTemplate)];

    /// <summary>The passages of the content of a source: its text, or the texts of its messages.</summary>
    public static IReadOnlyList<Passage> Of(PromptContent content) => content.Messages is { } messages
        ? [.. messages.Index().SelectMany(entry => OfMessage(entry.Item, entry.Index))]
        : [new Passage("the content of spec.source", content.Template!, InSource)];

    /// <summary>Content is a text, or parts of which some are texts.</summary>
    private static IEnumerable<Passage> OfMessage(JsonElement message, int index)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"the content of spec.source, messages[{index}].content");
        return Property(message, "content") switch
        {
            { ValueKind: JsonValueKind.String } text => TextOf(text, place),
            { ValueKind: JsonValueKind.Array } parts => parts.EnumerateArray().Index()
                .Where(part => part.Item.ValueKind == JsonValueKind.Object)
                .SelectMany(part => Property(part.Item, "text") is { ValueKind: JsonValueKind.String } text
                    ? TextOf(text, string.Create(CultureInfo.InvariantCulture, $"{place}[{part.Index}].text"))
                    : []),
            _ => [],
        };
    }

    // Names and texts with lone surrogates cannot be read. They are left to the canonical form, which names their place.
    private static JsonElement? Property(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out JsonElement value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<Passage> TextOf(JsonElement text, string place)
    {
        try
        {
            return [new Passage(place, text.GetString()!, InSource)];
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>
    /// A place in words. Lines and columns count from 1, columns in characters (code points); CR LF, LF and a lone CR end a line.
    /// A byte order mark at the beginning is no column, as editors have it.
    /// </summary>
    /// <param name="position">Zero-based, in UTF-16 code units.</param>
    public string Place(int position)
    {
        var line = 1;
        var column = 1;
        for (var i = Text.StartsWith('\ufeff') ? 1 : 0; i < position; i++)
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
