using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keyframe.Core.Tests.ResponseFormats;

/// <summary>
/// Whether an answer is what a schema describes, by as much of JSON Schema as <see cref="SchemaSamples.Sound"/> uses. Written
/// from the specification, not from the comparison.
/// </summary>
/// <param name="root">The schema.</param>
/// <param name="isReader">
/// Whether to judge as a reader, who ignores properties that the schema does not name, unless it says what they are.
/// </param>
internal sealed class AnswerCheck(JsonNode root, bool isReader)
{
    private const int Enough = 40;

    private bool _isUndefined;

    /// <summary>
    /// Null where references go in circles without coming closer to the answer: then JSON Schema leaves open what holds (core,
    /// 9.4.1).
    /// </summary>
    public bool? Accepts(JsonNode? answer)
    {
        _isUndefined = false;
        bool accepts = Accepts(root, answer, 0);
        return _isUndefined ? null : accepts;
    }

    private bool Accepts(JsonNode? schema, JsonNode? answer, int depth)
    {
        _isUndefined |= depth > Enough;
        if (schema is not JsonObject rules || _isUndefined)
        {
            return schema?.GetValueKind() != JsonValueKind.False;
        }

        return rules.All(rule => rule.Key switch
        {
            "type" when rule.Value is JsonArray types => types.Any(type => IsOf(answer, type!.GetValue<string>())),
            "type" => IsOf(answer, rule.Value!.GetValue<string>()),
            "enum" => rule.Value!.AsArray().Any(value => JsonNode.DeepEquals(value, answer)),
            "const" => JsonNode.DeepEquals(rule.Value, answer),
            "minimum" => Number(answer) is not { } number || number >= Number(rule.Value),
            "exclusiveMinimum" => Number(answer) is not { } number || number > Number(rule.Value),
            "maximum" => Number(answer) is not { } number || number <= Number(rule.Value),
            "exclusiveMaximum" => Number(answer) is not { } number || number < Number(rule.Value),
            "minLength" =>
                answer?.GetValueKind() != JsonValueKind.String || answer.GetValue<string>().Length >= Number(rule.Value),
            "maxItems" => answer is not JsonArray items || items.Count <= Number(rule.Value),
            "minProperties" => answer is not JsonObject map || map.Count >= Number(rule.Value),
            "required" => answer is not JsonObject map
                || rule.Value!.AsArray().All(name => map.ContainsKey(name!.GetValue<string>())),
            "items" => answer is not JsonArray items || items.All(item => Accepts(rule.Value, item, depth + 1)),
            "properties" => answer is not JsonObject map || map
                .All(entry => rule.Value![entry.Key] is not { } property || Accepts(property, entry.Value, depth + 1)),
            "additionalProperties" => answer is not JsonObject map || (isReader && rule.Value is not JsonObject) || map
                .Where(entry => rules["properties"]?[entry.Key] is null)
                .All(entry => Accepts(rule.Value, entry.Value, depth + 1)),
            "anyOf" => rule.Value!.AsArray().Any(branch => Accepts(branch, answer, depth + 1)),
            "allOf" => rule.Value!.AsArray().All(branch => Accepts(branch, answer, depth + 1)),
            "$ref" => Accepts(root["$defs"]![rule.Value!.GetValue<string>()[^1..]], answer, depth + 1),
            "$defs" => true,
            _ => throw new ArgumentException($"Not known: {rule.Key}."),
        });
    }

    private static bool IsOf(JsonNode? answer, string type) => (type, answer?.GetValueKind()) switch
    {
        ("null", null) or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("string", JsonValueKind.String)
            or ("array", JsonValueKind.Array) or ("object", JsonValueKind.Object) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(answer!.GetValue<double>()),
        _ => false,
    };

    private static double? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : null;
}
