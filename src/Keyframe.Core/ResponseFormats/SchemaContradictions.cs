using System.Globalization;
using System.Text.Json.Nodes;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.ResponseFormats;

/// <summary>What makes one schema impossible to satisfy, where its own keywords show it. Their values are of the right
/// kind.</summary>
internal static class SchemaContradictions
{
    private static readonly (string Lower, string Upper)[] Ranges =
    [
        ("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"),
    ];

    private static readonly (string Lower, string Upper)[] OpenRanges =
    [
        ("exclusiveMinimum", "maximum"), ("minimum", "exclusiveMaximum"), ("exclusiveMinimum", "exclusiveMaximum"),
    ];

    public static SchemaFlaw? Find(JsonObject schema, SchemaPlace place) =>
        Range(schema, place) ?? Required(schema, place) ?? Values(schema, place);

    private static SchemaFlaw? Range(JsonObject schema, SchemaPlace place)
    {
        foreach (var (lower, upper) in Ranges)
        {
            if (schema[lower].AsNumber() > schema[upper].AsNumber())
            {
                return new SchemaFlaw(place.Then(lower), Above(schema, lower, upper));
            }
        }

        foreach (var (lower, upper) in OpenRanges)
        {
            if (schema[lower].AsNumber() >= schema[upper].AsNumber())
            {
                return new SchemaFlaw(place.Then(lower), Above(schema, lower, upper));
            }
        }

        return null;
    }

    private static string Above(JsonObject schema, string lower, string upper) => string.Create(
        CultureInfo.InvariantCulture,
        $"{schema[lower]} leaves no value below {upper} ({schema[upper]}); make room between them");

    private static SchemaFlaw? Required(JsonObject schema, SchemaPlace place)
    {
        if (schema["required"] is not JsonArray required)
        {
            return null;
        }

        var properties = schema["properties"] as JsonObject;
        bool closed = schema["additionalProperties"].IsFalse() && schema["patternProperties"] is null;
        for (int i = 0; i < required.Count; i++)
        {
            string name = required[i].AsText()!;
            JsonNode? property = null;
            bool known = properties?.TryGetPropertyValue(name, out property) ?? false;
            if (known ? property.IsFalse() : closed)
            {
                string why = known
                    ? "properties forbids it (false)"
                    : "it is not in properties, and additionalProperties is false";
                return new SchemaFlaw(
                    place.Then("required").Then(i),
                    $"{CanonicalText.Quote(name)} can never be given, since {why}; make them agree");
            }
        }

        return schema["maxProperties"].AsNumber() < required.Count
            ? new SchemaFlaw(
                place.Then("required"),
                $"has more names than maxProperties ({schema["maxProperties"]}) allows; make them agree")
            : null;
    }

    private static SchemaFlaw? Values(JsonObject schema, SchemaPlace place)
    {
        var types = SchemaView.DeclaredTypes(schema);
        if (schema.TryGetPropertyValue("const", out var constant) && (TypeNames.Of(constant) & types) == 0)
        {
            return new SchemaFlaw(
                place.Then("const"), $"{SchemaValues.Shown(constant)} is not of the type that is declared; make them agree");
        }

        var values = schema["enum"] as JsonArray;
        if (schema.ContainsKey("const") && values?.Any(value => JsonNode.DeepEquals(value, constant)) == false)
        {
            return new SchemaFlaw(place.Then("const"), $"{SchemaValues.Shown(constant)} is not in enum; make them agree");
        }

        return values is not null && values.All(value => (TypeNames.Of(value) & types) == 0)
            ? new SchemaFlaw(place.Then("enum"), "has no value of the type that is declared; make them agree")
            : null;
    }
}
