using System.Text.Json.Nodes;
using CsCheck;

namespace Keyframe.Core.Tests.ResponseFormats;

/// <summary>
/// Schemas to try: sound ones of few names, so that two of them have much in common, and JSON that only looks like one.
/// </summary>
internal static class SchemaSamples
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    private static readonly string[] Bounds =
        ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minLength", "maxItems", "minProperties"];

    private static readonly string[] Keywords =
    [
        "type", "properties", "required", "items", "enum", "const", "anyOf", "oneOf", "allOf", "not", "if", "$ref", "$defs",
        "minimum",
        "maxLength", "pattern", "additionalProperties", "prefixItems", "dependencies", "dependentRequired", "$anchor", "$id", "x",
    ];

    private static readonly Gen<string> Value =
        Gen.OneOf("null", "true", "0", "1", "2.5", "\"\"", "\"ab\"", "[]", "[1]", "{}", "{\"a\": 1}");

    /// <summary>Schemas that say what <see cref="AnswerCheck"/> understands, with references into $defs of three.</summary>
    public static Gen<string> Sound { get; } = Gen.Select(Schema(3), Schema(2), Schema(2), Schema(2)).Select((root, a, b, c) =>
    {
        // A schema that says nothing of its own may still be told apart by its definitions.
        var document = JsonNode.Parse(root)!.AsObject();
        document["$defs"] = new JsonObject { ["a"] = JsonNode.Parse(a), ["b"] = JsonNode.Parse(b), ["c"] = JsonNode.Parse(c) };
        return document.ToJsonString();
    });

    /// <summary>Two versions of a sound schema: some keyword of the first has gone, or become another, in the second.</summary>
    public static Gen<(string Before, string After)> Versions { get; } = Gen
        .Select(Sound, Sound, Gen.Int[0, 1_000], Gen.Int[0, 1_000], Gen.Bool)
        .Select((before, other, place, pick, isRemoval) =>
        {
            var document = JsonNode.Parse(before)!;
            var schemas = Within(document).Where(schema => schema.Count > 0).ToList();
            var schema = schemas[place % schemas.Count];
            var donors = isRemoval ? [schema] : Within(JsonNode.Parse(other)).Where(donor => donor.Count > 0).ToList();
            var members = donors[pick % donors.Count].Where(member => member.Key != "$defs");
            var (keyword, value) = members.ElementAtOrDefault(pick % 3);
            if (isRemoval && keyword is not null)
            {
                schema.Remove(keyword);
            }
            else if (keyword is not null)
            {
                schema[keyword] = value?.DeepClone();
            }

            return (before, document.ToJsonString());
        });

    /// <summary>Any JSON object, of keywords as often as not.</summary>
    public static Gen<string> Wild { get; } = Gen.Recursive<string>((depth, inner) => depth >= 4
        ? Value
        : Gen.Frequency(
            (1, Value),
            (1, Gen.OneOf("\"string\"", "\"int\"", "\"#\"", "\"#/$defs/a\"", "\"#/properties\"", "\"(\"")),
            (1, Gen.OneOf("\"\\ud800\"", "1e400")),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(", ", items)}]")),
            (3, Members(inner))))
        .Where(json => json.StartsWith('{'));

    private static IEnumerable<JsonObject> Within(JsonNode? node)
    {
        if (node is not JsonObject schema)
        {
            return [];
        }

        var maps = schema.Where(member => member.Key is "properties" or "$defs")
            .SelectMany(member => member.Value!.AsObject().Select(entry => entry.Value));
        var lists = schema.Where(member => member.Key is "anyOf" or "allOf").SelectMany(member => member.Value!.AsArray());
        return [schema, .. maps.Concat(lists).Append(schema["items"]).Append(schema["additionalProperties"]).SelectMany(Within)];
    }

    private static Gen<string> Members(Gen<string> inner) => Gen.Select(Gen.OneOf([.. Keywords, .. Names]), inner).Array[0, 5]
        .Select(members => Join(members.Select(member => $"\"{member.Item1}\": {member.Item2}")));

    private static Gen<string> Schema(int depth) => depth == 0
        ? Gen.Select(Constraint(), Constraint()).Select((left, right) => Join([left, right]))
        : Gen.Frequency(
            (2, Schema(0)),
            (3, Object(depth)),
            (1, Gen.Select(Schema(depth - 1), Gen.OneOf("null", "string"))
                .Select((items, type) => $$"""{"type": ["array", "{{type}}"], "items": {{items}}}""")),
            (1, Gen.Select(Schema(depth - 1).Array[1, 3], Gen.OneOf("anyOf", "allOf"), Gen.OneOf("", ", \"minLength\": 1"))
                .Select((branches, keyword, more) => $$"""{"{{keyword}}": [{{string.Join(", ", branches)}}]{{more}}}""")),
            (1, Gen.OneOf(Names).Select(name => $$$"""{"$ref": "#/$defs/{{{name}}}"}""")),
            (1, Gen.Select(Schema(0), Gen.OneOf(Names)).Select((schema, name) =>
                schema == "{}" ? schema : $"{schema[..^1]}, \"$ref\": \"#/$defs/{name}\"}}")));

    private static Gen<string> Object(int depth) => Gen.Select(
        Gen.Select(Gen.OneOf(Names), Schema(depth - 1)).Array[0, 3],
        Gen.OneOf(Names).Array[0, 2],
        Gen.Frequency((3, Gen.Const("true")), (1, Gen.Const("false")), (1, Schema(depth - 1))))
        .Select((properties, required, others) => Join(
        [
            "\"type\": \"object\"",
            $"\"properties\": {Join(properties.Select(entry => $"\"{entry.Item1}\": {entry.Item2}"))}",
            $"\"required\": [{string.Join(", ", required.Distinct().Select(name => $"\"{name}\""))}]",
            $"\"additionalProperties\": {others}",
        ]));

    private static Gen<string> Constraint() => Gen.OneOf(
        Gen.Const(""),
        Gen.OneOf(Types).Select(type => $"\"type\": \"{type}\""),
        Gen.OneOf(Types).Select(type => $"\"{type}\"").Array[1, 3]
            .Select(types => $"\"type\": [{string.Join(", ", types.Distinct())}]"),
        Value.Array[1, 3].Select(values => $"\"enum\": [{string.Join(", ", values.Distinct())}]"),
        Value.Select(value => $"\"const\": {value}"),
        Gen.Select(Gen.OneOf(Bounds), Gen.Int[0, 2]).Select((keyword, bound) => $"\"{keyword}\": {bound}"));

    private static string Join(IEnumerable<string> members) =>
        $"{{{string.Join(", ", members.Where(member => member.Length > 0).DistinctBy(member => member.Split(':')[0]))}}}";
}
