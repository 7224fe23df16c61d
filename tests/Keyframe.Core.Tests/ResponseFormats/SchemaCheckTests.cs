using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Core.Faults;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Tests.ResponseFormats;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type": "object", "properties": {"age": {"type": ["integer", "null"]}}, "required": ["age"]}""")]
    [InlineData("""{"$schema": "urn:draft-07", "definitions": {"A": true}, "$ref": "#/definitions/A"}""")]
    [InlineData("""{"$defs": {"N": {"properties": {"next": {"$ref": "#/$defs/N"}}}}, "$ref": "#/$defs/N"}""")]
    [InlineData("""{"properties": {"again": {"$ref": "#"}}}""")]
    [InlineData("""{"$defs": {"a b/c~d": {}}, "$ref": "#/$defs/a%20b~1c~0d"}""")]
    [InlineData("""{"$defs": {"x": {"$anchor": "here"}}, "$ref": "#here"}""")]
    [InlineData("""{"properties": {"t": {"$id": "T", "items": {"$ref": "T"}}}}""")]
    [InlineData("""{"$ref": "#/properties/list/prefixItems/1", "properties": {"list": {"prefixItems": [{}, true]}}}""")]
    [InlineData("""{"properties": {"type": {"type": "string"}, "$ref": {"enum": [1]}, "required": true}}""")]
    [InlineData("""{"type": "string", "nullable": true, "x-order": 3, "discriminator": {"propertyName": "k"}, "minim": "?"}""")]
    [InlineData("""{"items": [{"type": "string"}], "additionalItems": false, "dependencies": {"a": ["b"], "c": {}}}""")]
    [InlineData("""{"enum": [null, 1, "1"], "const": null, "default": {"type": "int"}, "examples": [{"required": 1}]}""")]
    [InlineData("""{"minLength": 2.0, "multipleOf": 0.01, "exclusiveMinimum": -1e30, "uniqueItems": true, "maxItems": 0}""")]
    [InlineData("""{"not": {"required": ["a"], "additionalProperties": false}, "if": {"minimum": 3, "maximum": 2}}""")]
    [InlineData("""{"required": ["a1"], "additionalProperties": false, "patternProperties": {"^a": {}}}""")]
    [InlineData("""{"properties": {"schema": {"type": "object"}}, "required": ["schema"]}""")]
    public void A_json_schema_is_accepted(string schema) => Assert.Null(Check(schema));

    [Fact]
    public void No_format_is_accepted() => Assert.Null(SchemaCheck.Check(null, "spec.responseFormat"));

    [Theory]
    [InlineData("""{"properties": {"age": {"type": "int"}}}""",
        ".properties.age.type: \"int\" is not a type; did you mean \"integer\"? Use one of array, ")]
    [InlineData("""{"properties": {"first name": {"anyOf": [true, {"type": "x"}]}}}""",
        ".properties[\"first name\"].anyOf[1].type: \"x\"")]
    [InlineData("""{"type": ["string", "string"]}""", ".type[1]: \"string\" is given twice")]
    [InlineData("""{"type": ["string", 1]}""", ".type[1]: must be a name, as a string, not 1")]
    [InlineData("""{"type": []}""", ".type: must be a type, as a string, or a list of types")]
    [InlineData("""{"type": null}""", ".type: must be a type")]
    [InlineData("""{"properties": []}""", ".properties: must be an object of schemas by name")]
    [InlineData("""{"properties": {"a": "string"}}""",
        ".properties.a: \"string\" is not a schema; give an object, true or false")]
    [InlineData("""{"properties": {"a": null}}""", ".properties.a: null is not a schema")]
    [InlineData("""{"properties": {"a": {"required": true}}}""",
        ".properties.a.required: must be a list of names; list the property's name in required of the object around it")]
    [InlineData("""{"required": ["a", "b", "a"]}""", ".required[2]: \"a\" is given twice")]
    [InlineData("""{"required": [1]}""", ".required[0]: must be a name")]
    [InlineData("""{"items": 3}""", ".items: 3 is not a schema")]
    [InlineData("""{"items": [{"minItems": -1}]}""", ".items[0].minItems: must be an integer of at least 0, not -1")]
    [InlineData("""{"maxLength": 1.5}""", ".maxLength: must be an integer of at least 0, not 1.5")]
    [InlineData("""{"maxLength": "5"}""", ".maxLength: must be an integer of at least 0, not \"5\"")]
    [InlineData("""{"minimum": "0"}""", ".minimum: must be a number, not \"0\"")]
    [InlineData("""{"exclusiveMinimum": true}""",
        ".exclusiveMinimum: must be a number, the bound itself; true and false are of draft-04")]
    [InlineData("""{"multipleOf": 0}""", ".multipleOf: must be a number above 0, not 0")]
    [InlineData("""{"uniqueItems": "yes"}""", ".uniqueItems: must be true or false, not \"yes\"")]
    [InlineData("""{"enum": []}""", ".enum: must be a list of at least one value")]
    [InlineData("""{"enum": "a"}""", ".enum: must be a list of at least one value")]
    [InlineData("""{"anyOf": []}""", ".anyOf: must be a list of at least one schema")]
    [InlineData("""{"allOf": {}}""", ".allOf: must be a list of at least one schema")]
    [InlineData("""{"oneOf": [1]}""", ".oneOf[0]: 1 is not a schema")]
    [InlineData("""{"not": []}""", ".not: a list is not a schema")]
    [InlineData("""{"description": ["a"]}""", ".description: must be a string, not a list")]
    [InlineData("""{"examples": "a"}""", ".examples: must be a list, not \"a\"")]
    [InlineData("""{"$defs": {"a": {"format": 1}}}""", ".$defs.a.format: must be a string, not 1")]
    [InlineData("""{"definitions": {"a": 1}}""", ".definitions.a: 1 is not a schema")]
    [InlineData("""{"dependentRequired": {"a": "b"}}""", ".dependentRequired.a: must be a list of names")]
    [InlineData("""{"dependencies": {"a": [1]}}""", ".dependencies.a[0]: must be a name")]
    [InlineData("""{"dependencies": {"a": 1}}""", ".dependencies.a: 1 is not a schema")]
    [InlineData("""{"patternProperties": {"(": {}}}""",
        ".patternProperties[\"(\"]: \"(\" is not a regular expression: a ( is not closed")]
    [InlineData("""{"properties": {"a": {"x": {"type": "int"}, "$ref": "#/properties/a/x"}}}""",
        ".properties.a.$ref.type: \"int\" is not a type")]
    public void What_is_no_schema_is_refused_with_its_place(string schema, string expected)
    {
        var fault = Check(schema);
        Assert.Equal(Reasons.InvalidResponseFormat, fault?.Reason);
        Assert.StartsWith("spec.responseFormat" + expected, fault!.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("String", "string")]
    [InlineData("strng", "string")]
    [InlineData("str", "string")]
    [InlineData("bool", "boolean")]
    [InlineData("float", "number")]
    [InlineData("dict", "object")]
    [InlineData("List", "array")]
    [InlineData("None", "null")]
    [InlineData("interger", "integer")]
    [InlineData("any", null)]
    [InlineData("", null)]
    [InlineData("a very long name that is close to nothing", null)]
    public void The_nearest_type_is_named(string written, string? meant)
    {
        string message = Check($$"""{"type": {{JsonSerializer.Serialize(written)}}}""")!.Message;
        Assert.Equal(meant is not null, message.Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains(meant is null ? "; use one of" : $"did you mean \"{meant}\"?", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#/$defs/B", "\"#/$defs/B\" names no schema of this document; define it, or correct the reference")]
    [InlineData("#/$defs/A/type", "names no schema")]
    [InlineData("#A", "names no schema")]
    [InlineData("#/required/9", "names no schema")]
    [InlineData("https://example.com/schema.json", "leads out of this schema, and nobody would fetch it; copy it into $defs")]
    [InlineData("other.json#/$defs/A", "leads out of this schema")]
    [InlineData("", "leads out of this schema")]
    public void A_reference_must_name_a_schema_of_the_document(string reference, string problem)
    {
        string? message = Check($$$"""
            {"$defs": {"A": {"type": "null"}}, "required": [], "items": {"$ref": "{{{reference}}}"}}
            """)?.Message;
        Assert.StartsWith("spec.responseFormat.items.$ref: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}}""", "json_schema.schema")]
    [InlineData("""{"json_schema": {"name": "a", "schema": {"type": "object"}}}""", "json_schema.schema")]
    [InlineData("""{"type": "json_schema", "name": "a", "strict": true, "schema": {"type": "object"}}""", "schema")]
    [InlineData("""{"name": "a", "strict": true, "schema": {"type": "object"}}""", "schema")]
    [InlineData("""{"type": "function", "function": {"name": "a", "parameters": {}}}""", "function.parameters")]
    [InlineData("""{"name": "a", "description": "b", "input_schema": {"type": "object"}}""", "input_schema")]
    public void What_goes_around_a_schema_is_pointed_out(string schema, string inner) => Assert.Equal(
        "spec.responseFormat: this is what goes around a schema in a request to a model; "
            + $"give only the schema, which stands in {inner}.",
        Check(schema)?.Message);

    [Theory]
    [InlineData("json_object", "give a schema, such as {\"type\": \"object\"}")]
    [InlineData("text", "leave the response format out")]
    public void A_mode_of_an_api_is_no_schema(string type, string hint) => Assert.Equal(
        $"spec.responseFormat.type: \"{type}\" is a response format of OpenAI's API, not a JSON Schema; {hint}.",
        Check($$"""{"type": "{{type}}"}""")?.Message);

    [Theory]
    [InlineData("""{"minimum": 3, "maximum": 2}""", ".minimum: 3 leaves no value below maximum (2); make room between them")]
    [InlineData("""{"exclusiveMinimum": 2, "maximum": 2}""", ".exclusiveMinimum: 2 leaves no value")]
    [InlineData("""{"minimum": 2, "exclusiveMaximum": 2}""", ".minimum: 2 leaves no value")]
    [InlineData("""{"minLength": 2, "maxLength": 1}""", ".minLength: ")]
    [InlineData("""{"items": {"minItems": 2, "maxItems": 1}}""", ".items.minItems: ")]
    [InlineData("""{"properties": {"a": {}}, "required": ["a", "b"], "additionalProperties": false}""",
        ".required[1]: \"b\" can never be given, since it is not in properties, and additionalProperties is false")]
    [InlineData("""{"properties": {"a": false}, "required": ["a"]}""",
        ".required[0]: \"a\" can never be given, since properties forbids it")]
    [InlineData("""{"required": ["a", "b"], "maxProperties": 1}""", ".required: has more names than maxProperties (1) allows")]
    [InlineData("""{"type": "string", "const": 1}""", ".const: 1 is not of the type that is declared")]
    [InlineData("""{"enum": [1, null], "const": 2}""", ".const: 2 is not in enum; make them agree")]
    [InlineData("""{"type": "integer", "enum": ["1", 1.5]}""", ".enum: has no value of the type that is declared")]
    public void What_no_answer_can_satisfy_is_refused(string schema, string expected) =>
        Assert.StartsWith("spec.responseFormat" + expected, Check(schema)?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[a", "a [ is not closed")]
    [InlineData("a)", "a ) closes nothing")]
    [InlineData("*a", "a quantifier has nothing before it")]
    [InlineData("a{2,1}", "a quantifier's range runs from high to low")]
    [InlineData("[z-a]", "a range of characters runs from high to low")]
    [InlineData("a\\", "it ends in a backslash")]
    [InlineData("^[a-z]+(-[a-z]+)*$", null)]
    [InlineData(@"^\p{Script=Greek}+\u{1F600}[^]\_\/$", null)]
    public void A_pattern_must_be_a_regular_expression_in_some_dialect(string pattern, string? problem)
    {
        string? message = Check($$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}""")?.Message;
        Assert.Equal(problem is null, message is null);
        Assert.Contains(problem ?? "", message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a": {"b": 1, "b": 2}}""", ".a: the property \"b\" is given twice; keep one of them.")]
    [InlineData("""{"const": 9007199254740993}""", ".const: the integer 9007199254740993 is beyond 2^53")]
    [InlineData("""{"title": "\ud800"}""", ".title: the text has a lone surrogate (U+D800)")]
    public void What_has_no_canonical_form_is_refused(string schema, string expected)
    {
        var fault = Check(schema);
        Assert.Equal(Reasons.InvalidResponseFormat, fault?.Reason);
        Assert.StartsWith("spec.responseFormat" + expected, fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_outermost_fault_is_told_first() => Assert.StartsWith(
        "spec.responseFormat.required: ",
        Check("""{"properties": {"a": {"type": "int"}}, "required": 1}""")?.Message,
        StringComparison.Ordinal);

    private static Fault? Check(string schema) => SchemaCheck.Check(Json.Map(schema), "spec.responseFormat");
}
