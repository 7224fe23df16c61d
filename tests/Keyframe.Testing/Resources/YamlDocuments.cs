using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Keyframe.Testing.Resources;

/// <summary>
/// YAML documents as JSON objects, by the YAML 1.2 core schema: only a plain scalar can be a number, a boolean or null.
/// </summary>
public static partial class YamlDocuments
{
    /// <summary>Parses every non-empty document of <paramref name="yaml"/>.</summary>
    /// <exception cref="YamlException">It is not YAML, or a document is no mapping.</exception>
    public static IEnumerable<JsonObject> Parse(string yaml)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(yaml));
        foreach (YamlDocument document in stream.Documents)
        {
            switch (ToJson(document.RootNode))
            {
                case JsonObject mapping:
                    yield return mapping;
                    break;
                case null:
                    break;
                default:
                    throw new YamlException(document.RootNode.Start, document.RootNode.End, "A document must be a mapping.");
            }
        }
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child =>
            KeyValuePair.Create(((YamlScalarNode)child.Key).Value ?? "", ToJson(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new YamlException(node.Start, node.End, "Aliases of themselves are not supported."),
    };

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when Integer().IsMatch(text)
            && long.TryParse(text, CultureInfo.InvariantCulture, out long integer) => JsonValue.Create(integer),
        _ when Float().IsMatch(text) => JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();
}
