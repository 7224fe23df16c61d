using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Generator.Yaml;
using YamlDotNet.RepresentationModel;

namespace Keyframe.Generator.Tests.Yaml;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(".spec.prompt", ".spec.prompt")]
    [InlineData("keyframe.dev/v1alpha1", "keyframe.dev/v1alpha1")]
    [InlineData("Two words, and more; so.", "Two words, and more; so.")]
    [InlineData("the object's name", "the object's name")]
    [InlineData("True", "'True'")]
    [InlineData("no", "'no'")]
    [InlineData("null", "'null'")]
    [InlineData(".inf", "'.inf'")]
    [InlineData(".5", "'.5'")]
    [InlineData("12", "'12'")]
    [InlineData("1e3", "'1e3'")]
    [InlineData("2026-01-01", "'2026-01-01'")]
    [InlineData("", "''")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a # b", "'a # b'")]
    [InlineData("- a", "'- a'")]
    [InlineData("*", "'*'")]
    [InlineData("{{name}}", "'{{name}}'")]
    [InlineData("~", "'~'")]
    [InlineData("it's: so", "\"it's: so\"")]
    [InlineData("'\\s'", "'''\\s'''")]
    public void Text_is_quoted_where_a_reader_could_take_it_for_something_else(string value, string expected) =>
        Assert.Equal($"a: {expected}\n", YamlText.Of(new JsonObject { ["a"] = value }));

    [Theory]
    [InlineData("20", "20")]
    [InlineData("-1", "-1")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    public void Values_that_are_not_text_stand_as_they_are(string json, string expected) =>
        Assert.Equal($"a: {expected}\n", YamlText.Of(new JsonObject { ["a"] = JsonNode.Parse(json) }));

    [Fact]
    public void Lists_and_maps_stand_in_blocks_in_the_order_given()
    {
        JsonObject document = JsonNode.Parse("""{"b": [{"z": 1, "a": ["x"]}, 2], "a": {"c": {}}}""")!.AsObject();
        Assert.Equal("b:\n- z: 1\n  a:\n  - x\n- 2\na:\n  c: {}\n", YamlText.Of(document));
    }

    [Fact]
    public void Long_text_is_folded_and_lines_stay_lines()
    {
        string sentence = string.Join(' ', Enumerable.Repeat("words: of a sentence", 20));
        string[] lines = YamlText.Of(new JsonObject { ["a"] = sentence, ["b"] = "one\ntwo" }).Split('\n');
        Assert.Equal("a: >-", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 130));
        Assert.Equal(["b: |-", "  one", "  two", ""], lines[^4..]);
    }

    [Theory]
    [InlineData("a\tb")]
    [InlineData("a\rb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    public void A_control_character_that_readers_disagree_on_is_refused(string value) =>
        Assert.Throws<ArgumentException>(() => YamlText.Of(new JsonObject { ["a"] = value }));

    [Fact]
    public void Whatever_the_text_a_reader_gets_it_back()
    {
        Gen<string> words = Gen.OneOf(
            Gen.String[Gen.Char["ab :#-'\"\\{}[]%&*!|>?,.\n~0é…"], 0, 300],
            Gen.Select(Gen.Const("lorem ipsum: 'dolor' # sit"), Gen.Int[0, 20], (text, times) =>
                string.Join(' ', Enumerable.Repeat(text, times))),
            Gen.String[Gen.Char[' ', '\uD7FF'].Where(IsText), 0, 300],
            Gen.Const(string.Join(' ', Enumerable.Repeat("emoji 🚀", 20))));
        words.Sample(text =>
        {
            YamlStream stream = [];
            stream.Load(new StringReader(YamlText.Of(new JsonObject { ["key"] = new JsonArray(text, text) })));
            YamlMappingNode root = (YamlMappingNode)stream.Documents[0].RootNode;
            YamlSequenceNode list = (YamlSequenceNode)root.Children["key"];
            Assert.Equal([text, text], list.Select(item => ((YamlScalarNode)item).Value));
        });
    }

    private static bool IsText(char character) => !char.IsControl(character) && character is not ('\u2028' or '\u2029');
}
