using Keyframe.Api.PromptVersions;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Tests.ResponseFormats;

public sealed class ResponseFormatComparerTests
{
    private const ResponseCompatibility Breaking = ResponseCompatibility.Breaking;
    private const ResponseCompatibility Compatible = ResponseCompatibility.Compatible;

    public static TheoryData<string, string, string> Same => new()
    {
        { "descriptions", """{"title": "a", "default": 1, "type": "string"}""",
            """{"description": "b", "examples": [2], "type": "string"}""" },
        { "unknown keywords", """{"type": "string", "x-a": 1}""", """{"type": "string", "discriminator": {}}""" },
        { "order", """{"required": ["a", "b"], "enum": [{"a": 1, "b": 2}, 3]}""",
            """{"enum": [3, {"b": 2, "a": 1}], "required": ["b", "a"]}""" },
        { "spelling of numbers", """{"minimum": 1.0, "enum": [10, 2]}""", """{"minimum": 1, "enum": [1e1, 2.0]}""" },
        { "const and an enum of one", """{"const": "a"}""", """{"enum": ["a"]}""" },
        { "a type and a list of it", """{"type": "string"}""", """{"type": ["string"]}""" },
        { "number and its parts", """{"type": "number"}""", """{"type": ["integer", "number"]}""" },
        { "a list of types and a choice", """{"type": ["string", "null"], "maxLength": 5}""",
            """{"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 5}]}""" },
        { "nullable and null", """{"type": "string", "nullable": true}""", """{"type": ["null", "string"]}""" },
        { "a reference and what it names", """{"$defs": {"A": {"type": "null"}}, "items": {"$ref": "#/$defs/A"}}""",
            """{"items": {"type": "null"}}""" },
        { "definitions and $defs", """{"definitions": {"A": {"type": "null"}}, "items": {"$ref": "#/definitions/A"}}""",
            """{"$defs": {"B": {"type": "null"}}, "items": {"$ref": "#/$defs/B"}}""" },
        { "a list of one and what is in it", """{"items": {"allOf": [{"type": "null"}], "default": null}}""",
            """{"items": {"type": "null"}}""" },
        { "circles", """{"properties": {"next": {"$ref": "#"}}}""",
            """{"properties": {"next": {"properties": {"next": {"$ref": "#"}}}}}""" },
        { "unused definitions", """{"$defs": {"A": {"type": "null"}}, "type": "object"}""", """{"type": "object"}""" },
        { "bounds that are none", """{"type": "array"}""", """{"type": "array", "minItems": 0, "uniqueItems": false}""" },
        { "two ways of bounding integers", """{"type": "integer", "exclusiveMinimum": 0}""",
            """{"type": "integer", "minimum": 1}""" },
        { "order of branches", """{"anyOf": [{"type": "null"}, {"const": 1}]}""",
            """{"oneOf": [{"const": 1}, {"type": "null"}]}""" },
        { "a branch given twice", """{"anyOf": [{"type": "null"}, {"const": 1}]}""",
            """{"anyOf": [{"const": 1}, {"type": "null"}, {"const": 1}]}""" },
        { "items before draft 2020-12", """{"items": [{"type": "null"}], "additionalItems": {"type": "string"}}""",
            """{"prefixItems": [{"type": "null"}], "items": {"type": "string"}}""" },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void The_same_said_otherwise_is_no_change(string what, string left, string right)
    {
        Assert.NotEmpty(what);
        Assert.Empty(Compare(left, right).Changes ?? []);
        Assert.Empty(Compare(right, left).Changes ?? []);
    }

    public static TheoryData<string, string, string, string, string> Directed => new()
    {
        // narrow, wide, path, what is said on widening, what is said on narrowing
        { """{"type": "integer"}""", """{"type": "number"}""", "", "was an integer, and may be any number now",
            "was number, and is only integer now" },
        { """{"type": "string"}""", """{"type": ["string", "null"]}""", "",
            "was string, and may also be null now", "was null or string, and is only string now" },
        { """{"type": "string"}""", "{}", "", "was string, and may also be", "is described now; it could be anything" },
        { """{"enum": ["a"]}""", """{"enum": ["b", "a"]}""", "", "may also be \"b\" now", "is never \"b\" any more" },
        { """{"const": 1}""", """{"type": "integer"}""", "", "could only be 1, and may have other values now", "is only 1 now" },
        { """{"type": "number", "minimum": 1}""", """{"type": "number"}""", "",
            "minimum was 1, and is not set now", "minimum was not set, and is 1 now" },
        { """{"type": "number", "exclusiveMaximum": 2}""", """{"type": "number", "maximum": 2}""", "",
            "exclusiveMaximum was 2, and maximum is 2 now", "maximum was 2, and exclusiveMaximum is 2 now" },
        { """{"maxLength": 5}""", """{"maxLength": 6}""", "", "maxLength was 5, and is 6 now", "maxLength was 6, and is 5 now" },
        { """{"minItems": 1}""", """{"minItems": 0, "title": "a"}""", "", "minItems was 1, and is 0 now",
            "minItems was 0, and is 1 now" },
        { """{"multipleOf": 0.2}""", """{"multipleOf": 0.1}""", "", "multipleOf was 0.2, and is 0.1 now",
            "multipleOf was 0.1, and is 0.2 now" },
        { """{"uniqueItems": true, "type": "array"}""", """{"type": "array"}""", "", "may have equal items now",
            "has no equal items any more" },
        { """{"format": "date", "type": "string"}""", """{"type": "string"}""", "",
            "format was \"date\", and is not set now", "format is \"date\" now" },
        { """{"pattern": "a", "type": "string"}""", """{"type": "string"}""", "", "pattern was \"a\", and is not set now",
            "pattern is \"a\" now" },
        { """{"properties": {"a": {}}, "required": ["a"]}""", """{"properties": {"a": {}}}""", "/a",
            "was required, and is optional now", "was optional, and is required now" },
        { """{"properties": {"a": {"type": "string"}}, "type": "object"}""", """{"type": "object"}""", "/a", "is gone",
            "is new" },
        { """{"properties": {"a": {}}, "required": ["a"], "type": "object"}""", """{"type": "object"}""", "/a",
            "is gone, and was required", "is new, and required" },
        { """{"properties": {"a/b~": {"items": {"type": "null"}}}}""",
            """{"properties": {"a/b~": {"items": {"type": ["null", "string"]}}}}""",
            "/a~1b~0/*", "was null, and may also be string now", "was null or string, and is only null now" },
        { """{"prefixItems": [{"type": "null"}], "type": "array"}""", """{"type": "array"}""", "/0",
            "was null, and may also be", "is described now; it could be anything" },
        { """{"additionalProperties": {"type": "null"}, "type": "object"}""",
            """{"additionalProperties": {"type": ["null", "string"]}, "type": "object"}""",
            "/*", "was null, and may also be string now", "was null or string, and is only null now" },
        { """{"additionalProperties": false, "type": "object"}""",
            """{"additionalProperties": {"type": "null"}, "type": "object"}""", "/*", "",
            "is never given any more" },
        { """{"anyOf": [{"type": "string"}, {"type": "null"}]}""",
            """{"anyOf": [{"type": "string"}, {"type": "null"}, {"type": "boolean"}]}""", "",
            "may also be boolean now", "is never boolean any more" },
        { """{"type": "string"}""", """{"anyOf": [{"type": "string"}, {"type": "null"}]}""", "", "may also be null now",
            "is never null any more" },
        { """{"type": "object", "allOf": [{"required": ["a"]}, {"required": ["b"]}]}""",
            """{"type": "object", "allOf": [{"required": ["a"]}]}""", "",
            "fewer conditions hold", "more conditions hold" },
        { """{"type": "string", "not": {"const": "a"}}""", """{"type": "string"}""", "", "not was removed", "not was added" },
        { """{"$defs": {"A": {"type": "null"}}, "$ref": "#/$defs/A", "format": "x"}""", """{"format": "x"}""", "",
            "fewer conditions hold", "more conditions hold" },
    };

    [Theory]
    [MemberData(nameof(Directed))]
    public void Wider_is_breaking_and_narrower_compatible(
        string narrow, string wide, string path, string widened, string narrowed)
    {
        var widening = Compare(narrow, wide);
        if (widened.Length > 0)
        {
            Assert.Equal(Breaking, widening.Compatibility);
            Assert.Contains(widening.Changes!, change => Is(change, Breaking, path, widened));
        }

        var narrowing = Compare(wide, narrow);
        Assert.Equal(Compatible, narrowing.Compatibility);
        Assert.Contains(narrowing.Changes!, change => Is(change, Compatible, path, narrowed));
    }

    [Theory]
    [InlineData("""{"pattern": "a", "type": "string"}""", """{"pattern": "b", "type": "string"}""", "cannot be told")]
    [InlineData("""{"format": "date", "type": "string"}""", """{"format": "date-time", "type": "string"}""", "cannot be told")]
    [InlineData("""{"not": {"const": 1}}""", """{"not": {"const": 2}}""", "cannot be told")]
    [InlineData("""{"patternProperties": {"a": {}}}""", """{"patternProperties": {"b": {}}}""", "cannot be told")]
    [InlineData("""{"multipleOf": 2}""", """{"multipleOf": 3}""", "multipleOf was 2, and is 3 now")]
    [InlineData("""{"type": "string"}""", """{"type": "number"}""", "was string, and is number now")]
    [InlineData("""{"contains": {"const": 1}}""", """{"contains": {"const": 1}, "minContains": 0}""",
        "minContains was 1, and is 0 now")]
    [InlineData("""{"$defs": {"A": {"const": 1}}, "not": {"items": {"$ref": "#/$defs/A"}}}""",
        """{"$defs": {"A": {"const": 2}}, "not": {"items": {"$ref": "#/$defs/A"}}}""",
            "not relies on \"#/$defs/A\", which has changed")]
    public void What_is_different_either_way_is_breaking_both_ways(string left, string right, string message)
    {
        var changes = Compare(left, right);
        Assert.Equal(Breaking, changes.Compatibility);
        Assert.Contains(changes.Changes!, change => change.Message.Contains(message, StringComparison.Ordinal));
        if (!message.StartsWith("minContains", StringComparison.Ordinal))
        {
            Assert.Equal(Breaking, Compare(right, left).Compatibility);
        }
    }

    [Fact]
    public void A_new_property_is_compatible_also_where_others_were_forbidden()
    {
        var comparison = Compare(
            """{"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": false}""",
            """
            {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a", "b"], "additionalProperties": false}
            """);
        Assert.Equal(Compatible, comparison.Compatibility);
        Assert.Equal(
            ("/b", "is new, and required; readers that refuse properties they do not know have to learn of it first"),
            Assert.Single(comparison.Changes!.Select(change => (change.Path, change.Message))));
    }

    [Fact]
    public void A_new_property_has_to_fit_the_entries_of_a_map()
    {
        const string Map = """{"type": "object", "additionalProperties": {"type": "number"}}""";
        static string With(string type) => $$$"""
            {"type": "object", "additionalProperties": {"type": "number"}, "properties": {"a": {"type": "{{{type}}}"} } }
            """;
        Assert.Equal(Compatible, Compare(Map, With("integer")).Compatibility);
        var comparison = Compare(Map, With("string"));
        Assert.Contains(comparison.Changes!, change => Is(change, Breaking, "/a", "was number, and is string now"));
    }

    [Fact]
    public void A_union_of_objects_is_told_apart_by_what_tells_its_objects_apart()
    {
        const string Cat = """{"type": "object", "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}}""";
        const string Tiger = """{"type": "object", "properties": {"kind": {"const": "cat"}, "lives": {"type": "string"}}}""";
        const string Dog = """{"type": "object", "properties": {"kind": {"const": "dog"}, "tricks": {"type": "integer"}}}""";
        const string Wolf = """{"type": "object", "properties": {"kind": {"const": "dog"}}}""";
        const string Bird = """{"type": "object", "properties": {"kind": {"const": "bird"}}}""";
        var comparison = Compare($$"""{"anyOf": [{{Cat}}, {{Dog}}]}""", $$"""{"anyOf": [{{Wolf}}, {{Bird}}, {{Tiger}}]}""");
        Assert.Equal(
            [
                (Breaking, "", "may also be object with kind \"bird\" now"),
                (Breaking, "/lives", "was integer, and is string now"),
                (Breaking, "/tricks", "is gone"),
            ],
            comparison.Changes!.Select(change => (change.Compatibility, change.Path, change.Message)));
    }

    [Fact]
    public void A_definition_that_several_places_share_is_told_of_once()
    {
        static string Order(string zip) => $$$"""
            {"$defs": {"Address": {"type": "object", "properties": {"zip": {"type": "{{{zip}}}"} } } },
             "type": "object", "properties": {"to": {"$ref": "#/$defs/Address"}, "from": {"$ref": "#/$defs/Address"} } }
            """;
        var change = Assert.Single(Compare(Order("string"), Order("integer")).Changes!);
        Assert.Equal("/to/zip", change.Path);
    }

    [Fact]
    public void Changes_within_circles_are_found_once()
    {
        static string Node(string value) => $$$"""
            {"type": "object", "properties": {"next": {"$ref": "#"}, "value": {"type": "{{{value}}}"}}, "required": ["next"]}
            """;
        var change = Assert.Single(Compare(Node("integer"), Node("number")).Changes!);
        Assert.Equal(("/value", Breaking), (change.Path, change.Compatibility));
    }

    [Fact]
    public void Breaking_changes_come_first_and_then_paths_are_sorted()
    {
        var comparison = Compare(
            """{"type": "object", "properties": {"z": {}, "b": {"type": "number"}, "a": {"type": "integer"}}}""",
            """{"type": "object", "properties": {"b": {"type": "integer"}, "a": {"type": "number"}, "c": {}}}""");
        Assert.Equal("parent-7", comparison.Parent);
        Assert.Equal(["/a", "/z", "/b", "/c"], comparison.Changes!.Select(change => change.Path));
        Assert.Null(comparison.Omitted);
    }

    [Fact]
    public void What_a_status_cannot_hold_is_counted()
    {
        string properties = string.Join(", ", Enumerable.Range(0, 100).Select(i => $$"""
            "p{{i}}": {}
            """));
        var comparison = Compare("""{"type": "object"}""", $$$"""{"type": "object", "properties": { {{{properties}}} } }""");
        Assert.Equal(32, comparison.Changes!.Count);
        Assert.Equal(68, comparison.Omitted);
    }

    [Fact]
    public void Texts_fit_a_status()
    {
        string name = string.Concat(Enumerable.Repeat("a\\n", 700));
        var change = Assert.Single(Compare(
            $$$"""{"properties": {"{{{name}}}": {"type": "string"} } }""",
            $$$"""{"properties": {"{{{name}}}": {} } }""").Changes!);
        Assert.InRange(change.Path.Length, 500, 512);
        Assert.DoesNotContain('\n', change.Path);
        Assert.InRange(change.Message.Length, 1, 512);
    }

    [Fact]
    public void A_format_where_there_was_none_breaks_readers_of_text_and_none_breaks_readers_of_json()
    {
        var format = Json.Map("""{"type": "object"}""");
        Assert.Equal(
            "answers have a format now, where they were free text; readers of text do not expect JSON",
            Assert.Single(ResponseFormatComparer.Compare("p", null, format).Changes!).Message);
        Assert.Equal(
            "answers have no format any more; readers expect JSON",
            Assert.Single(ResponseFormatComparer.Compare("p", format, null).Changes!).Message);
        Assert.Equal(Breaking, ResponseFormatComparer.Compare("p", null, format).Compatibility);
        Assert.Equal(Breaking, ResponseFormatComparer.Compare("p", format, null).Compatibility);
        Assert.Equal(Compatible, ResponseFormatComparer.Compare("p", null, null).Compatibility);
    }

    [Fact]
    public void Formats_that_cannot_be_read_count_as_breaking()
    {
        var comparison = Compare("""{"const": 1e999}""", """{"const": 1}""");
        Assert.Equal(Breaking, comparison.Compatibility);
        string message = Assert.Single(comparison.Changes!).Message;
        Assert.StartsWith("the formats cannot be compared: $.const: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_made_to_take_long_is_cut_short()
    {
        // Two circles of references of 600 and 601 steps meet in 360,600 pairs.
        static string Circle(int length) => $$$"""
            {"$ref": "#/$defs/n0", "$defs": { {{{string.Join(", ", Links(length))}}} } }
            """;
        static IEnumerable<string> Links(int length) => Enumerable.Range(0, length).Select(i => Link(i, (i + 1) % length));
        static string Link(int index, int next) => $$$"""
            "n{{{index}}}": {"type": "object", "properties": {"next": {"$ref": "#/$defs/n{{{next}}}"} } }
            """;
        Assert.Empty(Compare(Circle(60), Circle(61)).Changes ?? []);
        var comparison = Compare(Circle(600), Circle(601));
        Assert.Equal(
            "the formats are too large to compare in full; what was not compared counts as breaking",
            Assert.Single(comparison.Changes!).Message);
        Assert.Equal(Breaking, comparison.Compatibility);
    }

    private static bool Is(ResponseFormatChange change, ResponseCompatibility compatibility, string path, string message) =>
        change.Compatibility == compatibility && change.Path == path
            && change.Message.StartsWith(message, StringComparison.Ordinal);

    private static ResponseFormatComparison Compare(string before, string after) =>
        ResponseFormatComparer.Compare("parent-7", Json.Map(before), Json.Map(after));
}
