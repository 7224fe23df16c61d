using System.Text;
using System.Text.Json;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Tests.Canonical;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_example_of_the_RFC_comes_out_as_printed_there()
    {
        // RFC 8785, section 3.2.2.
        const string input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        var expected = """
            {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],
            "string":"€$\u000f\nA'B\"\\\\\"/"}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, Json.Canonical(input));
    }

    [Fact]
    public void Properties_are_sorted_by_UTF_16_code_units()
    {
        // RFC 8785, section 3.2.3: the emoji's surrogates sort before U+FB33.
        const string input = """
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7}
            """;
        using var canonical = JsonDocument.Parse(Json.Canonical(input));
        var values = canonical.RootElement.EnumerateObject().Select(property => property.Value.GetInt32());
        Assert.Equal([2, 4, 6, 7, 1, 5, 3], values);
    }

    [Theory]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("1.0", "1")]
    [InlineData("100e-2", "1")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1E+300", "1e+300")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("0.0000010", "0.000001")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    public void Numbers_print_as_ECMAScript_prints_them(string literal, string expected) =>
        Assert.Equal(expected, Json.Canonical(literal));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9007199254740993")]
    [InlineData("9223372036854775807")]
    [InlineData("1000000000000000000000")]
    [InlineData("1e20")]
    [InlineData("9007199254740994.0")]
    public void Integers_beyond_2_to_the_53_are_refused_however_they_are_spelled(string literal)
    {
        var fault = Refusal($$"""{"limits": [1, {{literal}}]}""");
        Assert.Equal(CanonicalizationProblem.Number, fault.Problem);
        Assert.Equal(
            $"$.limits[1]: the integer {literal} is beyond 2^53 (9007199254740992), where JSON readers no longer agree on the "
                + "digits; write it as text, in quotes",
            fault.Message);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e309")]
    public void Numbers_that_no_double_holds_are_refused(string literal)
    {
        var fault = Refusal($$"""{"a": {{literal}}}""");
        Assert.Equal(CanonicalizationProblem.Number, fault.Problem);
        Assert.Equal($"$.a: the number {literal} is outside the range of a double; write it as text, in quotes", fault.Message);
    }

    [Theory]
    [InlineData("""{"a": 1, "b": 2, "a": 1}""", "$: the property \"a\" is given twice; keep one of them")]
    [InlineData("""{"x": [{"a": 1, "\u0061": 2}]}""", "$.x[0]: the property \"a\" is given twice; keep one of them")]
    public void Properties_given_twice_are_refused(string json, string message)
    {
        var fault = Refusal(json);
        Assert.Equal(CanonicalizationProblem.DuplicateProperty, fault.Problem);
        Assert.Equal(message, fault.Message);
    }

    [Theory]
    [InlineData("""{"a": ["x", "ab\u0000"]}""", "$.a[1]", "the text has a NUL character at character 3; remove it")]
    [InlineData("""{"a b": "\ud800"}""", "$[\"a b\"]", "the text has a lone surrogate (U+D800) at character 1; remove it")]
    [InlineData("""{"a": "\n😀\udc00x"}""", "$.a", "the text has a lone surrogate (U+DC00) at character 4; remove it")]
    [InlineData("""{"a": "\ud83d\ud83d\ude00"}""", "$.a", "the text has a lone surrogate (U+D83D) at character 1; remove it")]
    [InlineData(
        """{"a": {"\u0000": 1}}""", "$.a", """the property name "\u0000" has a NUL character at character 1; rename it""")]
    [InlineData("""{"a": {"\ud800": 1}}""", "$.a", "a property name has a lone surrogate (U+D800) at character 1; rename it")]
    public void Text_that_would_be_lost_is_refused_with_its_place(string json, string path, string detail)
    {
        var fault = Refusal(json);
        Assert.Equal(CanonicalizationProblem.Text, fault.Problem);
        Assert.Equal(path, fault.Path);
        Assert.Equal(detail, fault.Detail);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_place()
    {
        using var document = JsonDocument.Parse(new byte[] { (byte)'[', (byte)'"', (byte)'a', 0xff, (byte)'"', (byte)']' });
        var fault = Assert.Throws<CanonicalizationException>(() => CanonicalJson.Serialize(document.RootElement));
        Assert.Equal("$[0]: the text has bytes that are not UTF-8 at character 2; remove it", fault.Message);
    }

    [Theory]
    [InlineData("\u00e9 e\u0301")]
    [InlineData("\ufeffBOM")]
    [InlineData("\u202e\u200b")]
    [InlineData("a/b<>&'+\u007f\u2028\ufffd")]
    public void Text_is_kept_without_normalization_or_escapes(string text) =>
        Assert.Equal($"\"{text}\"", Json.Canonical(JsonSerializer.Serialize(text)));

    [Fact]
    public void Newlines_are_kept_as_they_are() =>
        Assert.Equal("""["a\r\nb\rc\nd\te\bf\fg\u001bh"]""", Json.Canonical("""["a\r\nb\rc\nd\te\bf\fg\u001Bh"]"""));

    [Fact]
    public void Nesting_ends_at_64_levels()
    {
        Assert.Equal(Nested(64), Json.Canonical(Nested(64)));
        var fault = Refusal(Nested(65));
        Assert.Equal(CanonicalizationProblem.Depth, fault.Problem);
        Assert.Equal(string.Concat(Enumerable.Repeat("[0]", 64)), fault.Path[1..]);
        Assert.StartsWith("nested deeper than 64 levels;", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undefined_value_is_refused()
    {
        var fault = Assert.Throws<CanonicalizationException>(() => CanonicalJson.Serialize(default));
        Assert.Equal(CanonicalizationProblem.Undefined, fault.Problem);
    }

    [Fact]
    public void Objects_are_written_under_their_contract()
    {
        var model = new ModelSpec { Provider = "openai", Name = "gpt-4o", Parameters = Json.Map("""{"temperature": 0.20}""") };
        Assert.Equal(
            """{"name":"gpt-4o","parameters":{"temperature":0.2},"provider":"openai"}""",
            Encoding.UTF8.GetString(CanonicalJson.Serialize(model, KeyframeJsonContext.Default.ModelSpec)));
    }

    [Fact]
    public void A_lone_surrogate_of_an_object_is_refused_not_replaced()
    {
        var prompt = new PromptTemplate { Messages = [new PromptMessage { Role = MessageRole.User, Content = "ab\ud800" }] };
        var fault = Refusal(() => CanonicalJson.Serialize(prompt, KeyframeJsonContext.Default.PromptTemplate));
        Assert.Equal("$.messages[0].content: the text has a lone surrogate (U+D800) at character 3; remove it", fault.Message);
    }

    [Fact]
    public void A_flaw_of_a_free_form_part_keeps_its_path()
    {
        var model = new ModelSpec { Parameters = Json.Map("""{"stop": ["\ud800"]}""") };
        var fault = Refusal(() => CanonicalJson.Serialize(model, KeyframeJsonContext.Default.ModelSpec));
        Assert.Equal("$.parameters.stop[0]", fault.Path);
    }

    [Fact]
    public void A_lone_surrogate_in_a_key_of_an_object_is_refused()
    {
        var model = new ModelSpec { Parameters = new Dictionary<string, JsonElement> { ["a\ud800"] = Json.Of("1") } };
        var fault = Refusal(() => CanonicalJson.Serialize(model, KeyframeJsonContext.Default.ModelSpec));
        Assert.Equal("""$: the property name "a\ud800" has a lone surrogate (U+D800) at character 2; rename it""", fault.Message);
    }

    [Fact]
    public void A_free_form_part_without_a_value_is_refused()
    {
        var model = new ModelSpec { Parameters = new Dictionary<string, JsonElement> { ["a"] = default } };
        var fault = Refusal(() => CanonicalJson.Serialize(model, KeyframeJsonContext.Default.ModelSpec));
        Assert.Equal(CanonicalizationProblem.Undefined, fault.Problem);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static CanonicalizationException Refusal(string json) => Refusal(() => CanonicalJson.Serialize(Json.Of(json)));

    private static CanonicalizationException Refusal(Action serialize) => Assert.Throws<CanonicalizationException>(serialize);
}
