using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Keyframe.Generator.Yaml;

/// <summary>
/// Writes JSON as block YAML, in the order of the JSON, the same bytes for the same input. Text is quoted wherever a YAML 1.1
/// reader (kubectl's is one) could take it for something else, and long text is folded, so that diffs stay readable.
/// </summary>
internal static partial class YamlText
{
    private const int Width = 120;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", ".inf", ".nan",
    };

    /// <summary>The YAML of a document.</summary>
    /// <param name="document">The document. Its texts hold no control characters but line feeds.</param>
    /// <exception cref="ArgumentException">A text holds another one: readers disagree on what these mean.</exception>
    public static string Of(JsonObject document)
    {
        using StringWriter text = new() { NewLine = "\n" };
        Emitter emitter = new(text, EmitterSettings.Default.WithBestWidth(Width).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, document, column: 0);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node, int column)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true,
                    map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach ((string key, JsonNode? value) in map)
                {
                    emitter.Emit(Text(key, column));
                    Emit(emitter, value, column + Indent(key, value));
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true,
                    list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (JsonNode? item in list)
                {
                    Emit(emitter, item, column + 2);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>(), column));
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain,
                    isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    // A list begins below its key, not to the right of it.
    private static int Indent(string key, JsonNode? value) => value switch
    {
        JsonValue => key.Length + 2,
        JsonArray => 0,
        _ => 2,
    };

    private static Scalar Text(string value, int column) => new(
        AnchorName.Empty, TagName.Empty, value, Style(value, column), isPlainImplicit: true, isQuotedImplicit: true);

    private static ScalarStyle Style(string value, int column)
    {
        if (Control().IsMatch(value))
        {
            throw new ArgumentException($"the text \"{value}\" holds a control character");
        }

        if (value.Contains('\n', StringComparison.Ordinal))
        {
            return Lines().IsMatch(value) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
        }

        if (value.Length + column > Width)
        {
            return Foldable().IsMatch(value) ? ScalarStyle.Folded : ScalarStyle.DoubleQuoted;
        }

        if (Plain().IsMatch(value) && !Reserved.Contains(value))
        {
            return ScalarStyle.Plain;
        }

        // The quotes that need no escaping, where there are such.
        return value.Contains('\'', StringComparison.Ordinal) && !Escaped().IsMatch(value)
            ? ScalarStyle.DoubleQuoted
            : ScalarStyle.SingleQuoted;
    }

    // Words that no reader takes for a number, a date, a comment, a key or an indicator.
    [GeneratedRegex(@"^(?:[A-Za-z_/$]|\.[A-Za-z])[\w./$(),;'-]*(?: [\w./$(][\w./$(),;'-]*)*\z")]
    private static partial Regex Plain();

    // Includes what YAML 1.1 takes for line breaks.
    [GeneratedRegex(@"[\p{Cc}\u2028\u2029\uFEFF-[\n]]")]
    private static partial Regex Control();

    [GeneratedRegex(@"[""\\\p{C}]")]
    private static partial Regex Escaped();

    // Single blanks between words: what folding takes apart it must put together again.
    [GeneratedRegex(@"^[^\s\p{C}]+(?: [^\s\p{C}]+)*\z")]
    private static partial Regex Foldable();

    [GeneratedRegex(@"^[^\s\p{C}][^\p{C}]*(?:\n[^\s\p{C}][^\p{C}]*)*\z")]
    private static partial Regex Lines();
}
