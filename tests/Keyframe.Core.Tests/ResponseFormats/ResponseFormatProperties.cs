using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Tests.ResponseFormats;

public sealed class ResponseFormatProperties
{
    private static readonly Gen<string> Answer = Gen.Recursive<string>((depth, inner) => depth >= 3
        ? Gen.OneOf("null", "true", "0", "1", "2.5", "\"\"", "\"ab\"")
        : Gen.Frequency(
            (2, Gen.OneOf("null", "true", "0", "1", "2", "2.5", "-1", "\"\"", "\"ab\"", "{\"a\": 1}", "[1]")),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(", ", items)}]")),
            (3, Gen.Select(Gen.OneOf("a", "b", "c", "z"), inner).Array[0, 4].Select(members => members
                .DistinctBy(member => member.Item1)
                .Select(member => $"\"{member.Item1}\": {member.Item2}"))
                .Select(members => $"{{{string.Join(", ", members)}}}"))));

    [Fact]
    public void A_format_is_compatible_with_itself_and_without_changes() => Gen
        .OneOf(SchemaSamples.Sound, SchemaSamples.Wild.Where(IsReadable))
        .Sample(schema =>
        {
            var comparison = Compare(schema, schema);
            Assert.Equal(ResponseCompatibility.Compatible, comparison.Compatibility);
            Assert.Null(comparison.Changes);
        }, iter: 2_000);

    [Fact]
    public void The_order_of_names_and_lists_does_not_matter() => Gen.Select(SchemaSamples.Sound, SchemaSamples.Sound)
        .Sample((left, right) =>
        {
            Assert.Null(Compare(left, Reversed(left)).Changes);
            Assert.Equal(Show(Compare(left, right)), Show(Compare(Reversed(left), Reversed(right))));
        }, iter: 2_000);

    // The rule itself. Schemas are tried against the answers that are worth it: those that the new format allows.
    [Fact]
    public void What_is_compatible_gives_only_answers_that_old_readers_expect()
    {
        int compatible = 0;
        Gen.Select(SchemaSamples.Versions, Answer.Array[20]).Sample((versions, answers) =>
        {
            var (before, after) = versions;
            if (Compare(before, after).Compatibility == ResponseCompatibility.Breaking)
            {
                return;
            }

            var giver = new AnswerCheck(JsonNode.Parse(after)!, isReader: false);
            var reader = new AnswerCheck(JsonNode.Parse(before)!, isReader: true);
            foreach (string answer in answers.Where(answer => giver.Accepts(JsonNode.Parse(answer)) == true))
            {
                Interlocked.Increment(ref compatible);
                Assert.True(reader.Accepts(JsonNode.Parse(answer)) ?? true, answer);
            }
        }, iter: 5_000);
        Assert.InRange(compatible, 1_000, int.MaxValue);
    }

    [Fact]
    public void A_property_added_and_taken_away_again_are_mirror_images() => Gen.Select(SchemaSamples.Sound, SchemaSamples.Sound)
        .Sample((old, added) =>
        {
            var without = new JsonObject
            {
                ["properties"] = new JsonObject { ["a"] = new JsonObject { ["$ref"] = "#/$defs/a" } },
                ["$defs"] = JsonNode.Parse(old)!["$defs"]!.DeepClone(),
            };
            var with = without.DeepClone();
            with["properties"]!["new"] = JsonNode.Parse(added)!["$defs"]!["a"]!.DeepClone();
            with["required"] = new JsonArray("new");
            Assert.Contains(
                Compare(without.ToJsonString(), with.ToJsonString()).Changes!,
                change => change is { Path: "/new", Compatibility: ResponseCompatibility.Compatible });
            var removed = Compare(with.ToJsonString(), without.ToJsonString());
            Assert.Equal(ResponseCompatibility.Breaking, removed.Compatibility);
            Assert.Contains(
                removed.Changes!, change => change is { Path: "/new", Compatibility: ResponseCompatibility.Breaking });
        });

    [Fact]
    public void No_json_makes_a_comparison_or_a_check_fail() => Gen.Select(SchemaSamples.Wild, SchemaSamples.Wild)
        .Sample((before, after) =>
        {
            var comparison = Compare(before, after);
            Assert.Equal(
                (comparison.Changes ?? []).Any(change => change.Compatibility == ResponseCompatibility.Breaking),
                comparison.Compatibility == ResponseCompatibility.Breaking);
            Assert.All(comparison.Changes ?? [], change => Assert.InRange(change.Message.Length, 1, 512));
            string? message = SchemaCheck.Check(Json.Map(before), "spec.responseFormat")?.Message;
            Assert.StartsWith("spec.responseFormat", message ?? "spec.responseFormat", StringComparison.Ordinal);
        });

    [Fact]
    public void Sound_schemas_pass_the_check_unless_no_answer_could_satisfy_them() => SchemaSamples.Sound.Sample(schema =>
    {
        string message = SchemaCheck.Check(Json.Map(schema), "spec.responseFormat")?.Message ?? "make them agree";
        Assert.Matches("make them agree|make room between them", message);
    });

    private static bool IsReadable(string schema) => !schema.Contains("ud800", StringComparison.Ordinal)
        && !schema.Contains("1e400", StringComparison.Ordinal);

    private static string Show(ResponseFormatComparison comparison) => string.Join(
        '\n', (comparison.Changes ?? []).Select(change => $"{change.Path} {change.Compatibility} {change.Message}"));

    private static string Reversed(string json) => Reversed(JsonNode.Parse(json))!.ToJsonString();

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(
            map.Reverse().Select(entry => KeyValuePair.Create(entry.Key, Reversed(entry.Value))).ToList()),
        JsonArray list when list.All(item => item is JsonObject { Count: > 1 }) || list.All(item => item is JsonValue) =>
            new JsonArray([.. list.Reverse().Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    private static ResponseFormatComparison Compare(string before, string after) =>
        ResponseFormatComparer.Compare("parent", Json.Map(before), Json.Map(after));
}
