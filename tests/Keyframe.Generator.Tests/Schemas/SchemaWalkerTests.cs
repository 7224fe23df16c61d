using System.Text.Json.Nodes;
using Keyframe.Generator.Resources;
using Keyframe.Generator.Schemas;
using Keyframe.Generator.Tests.Samples;

namespace Keyframe.Generator.Tests.Schemas;

public sealed class SchemaWalkerTests
{
    private static readonly SchemaNode EveryMapping = Sample.Walk(typeof(EveryMapping));

    [Theory]
    [InlineData("text", """{"description": "A text.", "type": "string"}""")]
    [InlineData("optionalText", """{"description": "An optional text.", "type": "string"}""")]
    [InlineData("flag", """{"description": "A flag.", "type": "boolean"}""")]
    [InlineData("small", """{"description": "A small number.", "type": "integer", "format": "int32"}""")]
    [InlineData("optionalSmall", """{"description": "An optional small number.", "type": "integer", "format": "int32"}""")]
    [InlineData("large", """{"description": "A large number.", "type": "integer", "format": "int64"}""")]
    [InlineData("fraction", """{"description": "A fraction.", "type": "number", "format": "double"}""")]
    [InlineData("time", """{"description": "A time.", "type": "string", "format": "date-time"}""")]
    [InlineData("optionalTime", """{"description": "An optional time.", "type": "string", "format": "date-time"}""")]
    [InlineData("odd_name", """{"description": "Spelled by hand.", "type": "string"}""")]
    public void A_scalar_has_its_type_and_format_whether_optional_or_not(string name, string expected) =>
        AssertProperty(expected, name);

    [Theory]
    [InlineData("anything", """{"description": "Anything.", "nullable": true, "x-kubernetes-preserve-unknown-fields": true}""")]
    [InlineData("freeForm", """
        {"description": "Free-form values.", "type": "object",
         "additionalProperties": {"nullable": true, "x-kubernetes-preserve-unknown-fields": true}}
        """)]
    public void Free_form_values_are_untyped_and_keep_what_they_hold_null_included(string name, string expected) =>
        AssertProperty(expected, name);

    [Theory]
    [InlineData("color", "A color.")]
    [InlineData("optionalColor", "An optional color.")]
    public void An_enum_lists_its_spellings_and_says_what_each_means(string name, string summary) => AssertProperty(
        $$"""
        {"description": "{{summary}}\nRed: Like a fire engine.\ndark-green: Like grass.", "type": "string",
         "enum": ["Red", "dark-green"]}
        """,
        name);

    [Fact]
    public void An_enum_of_one_member_needs_no_list_of_meanings() =>
        AssertProperty("""{"description": "The only shape.", "type": "string", "enum": ["Circle"]}""", "shape");

    [Theory]
    [InlineData("texts", """
        {"description": "Texts.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}}
        """)]
    [InlineData("boundedTexts", """
        {"description": "Bounded texts.", "type": "array", "minItems": 1, "maxItems": 16, "x-kubernetes-list-type": "atomic",
         "items": {"type": "string", "maxLength": 8}}
        """)]
    [InlineData("labels", """{"description": "Labels.", "type": "object", "additionalProperties": {"type": "string"}}""")]
    [InlineData("boundedLabels", """
        {"description": "Bounded labels.", "type": "object", "maxProperties": 4,
         "additionalProperties": {"type": "string", "maxLength": 8}}
        """)]
    public void A_collection_holds_its_elements_schema(string name, string expected) => AssertProperty(expected, name);

    [Fact]
    public void Items_of_a_list_are_described_by_their_type() =>
        Assert.Equal("A part of something.", Property("parts").Schema.Items!.Description);

    [Fact]
    public void A_list_is_a_map_by_the_key_it_declares_and_atomic_otherwise()
    {
        JsonObject keyed = SchemaDocument.Of(Property("keyedParts").Schema);
        Assert.Equal("map", (string?)keyed["x-kubernetes-list-type"]);
        Assert.Equal("""["name"]""", keyed["x-kubernetes-list-map-keys"]!.ToJsonString());
        JsonObject plain = SchemaDocument.Of(Property("parts").Schema);
        Assert.Equal("atomic", (string?)plain["x-kubernetes-list-type"]);
        Assert.False(plain.ContainsKey("x-kubernetes-list-map-keys"));
    }

    [Theory]
    [InlineData("boundedText", """
        {"description": "A bounded text.", "type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[a-z]+$"}
        """)]
    [InlineData("shortText", """{"description": "A text that may be empty.", "type": "string", "maxLength": 63}""")]
    [InlineData("boundedNumber", """
        {"description": "A bounded number.", "type": "integer", "format": "int32", "minimum": 0, "maximum": 10}
        """)]
    [InlineData("signedNumber", """
        {"description": "A number that may be negative.", "type": "integer", "format": "int64", "minimum": -5, "maximum": 5}
        """)]
    public void Bounds_are_said_in_the_words_of_the_type(string name, string expected) => AssertProperty(expected, name);

    [Fact]
    public void Rules_of_the_type_come_before_rules_of_the_property_each_as_declared() => Assert.Equal(
        [
            new ValidationRule("self.name != 'bad'", "name must not be bad"),
            new ValidationRule("self == oldSelf", "it stays"),
            new ValidationRule("has(self.name)", "it has a name"),
        ],
        Property("part").Schema.Rules);

    [Fact]
    public void A_default_is_the_value_itself() =>
        Assert.Equal("""{"name":"x"}""", SchemaDocument.Of(Property("defaulted").Schema)["default"]!.ToJsonString());

    [Fact]
    public void Only_what_is_marked_or_what_the_contract_insists_on_is_required() => Assert.Equal(
        """["needed","contractNeeded"]""", SchemaDocument.Of(EveryMapping)["required"]!.ToJsonString());

    [Fact]
    public void Properties_stand_in_the_order_of_the_contract_without_those_it_ignores()
    {
        string[] names = [.. EveryMapping.Properties.Select(property => property.Name)];
        Assert.Equal(["text", "optionalText", "flag"], names.Take(3));
        Assert.Equal(["defaulted", "odd_name"], names.TakeLast(2));
    }

    [Fact]
    public void The_root_carries_the_types_own_summary_and_rules()
    {
        Assert.Equal("One property for each thing that can be mapped.", EveryMapping.Description);
        Assert.Equal([new ValidationRule("has(self.text)", "text is needed")], EveryMapping.Rules);
    }

    private static SchemaProperty Property(string name) => EveryMapping.Properties.Single(property => property.Name == name);

    private static void AssertProperty(string expected, string name)
    {
        JsonObject actual = SchemaDocument.Of(Property(name).Schema);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, found {actual.ToJsonString()}");
    }
}
