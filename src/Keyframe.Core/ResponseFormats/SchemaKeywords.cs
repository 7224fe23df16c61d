using System.Collections.Frozen;
using static Keyframe.Core.ResponseFormats.SchemaKeywordKind;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// The keywords of JSON Schema draft 2020-12 (its meta-schemas core, applicator, unevaluated, validation, meta-data, format and
/// content), and those of draft-07 that it replaced. Others are allowed and mean nothing, as the draft has it (core, 6.5).
/// </summary>
internal static class SchemaKeywords
{
    private static readonly FrozenDictionary<string, SchemaKeywordKind> Kinds = new (SchemaKeywordKind Kind, string[] Names)[]
    {
        (Schema, ["additionalProperties", "propertyNames", "contains", "not", "if", "then", "else", "contentSchema",
            "unevaluatedItems", "unevaluatedProperties", "additionalItems"]),
        (Items, ["items"]),
        (Schemas, ["allOf", "anyOf", "oneOf", "prefixItems"]),
        (SchemaMap, ["properties", "dependentSchemas", "$defs", "definitions"]),
        (PatternMap, ["patternProperties"]),
        (Dependencies, ["dependencies"]),
        (NameLists, ["dependentRequired"]),
        (Names, ["required"]),
        (Types, ["type"]),
        (Values, ["enum"]),
        (Number, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        (PositiveNumber, ["multipleOf"]),
        (Count, ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
            "maxContains"]),
        (Flag, ["uniqueItems", "deprecated", "readOnly", "writeOnly"]),
        (Text, ["title", "description", "format", "contentEncoding", "contentMediaType", "$comment", "$schema", "$id", "$anchor",
            "$dynamicAnchor"]),
        (Pattern, ["pattern"]),
        (Reference, ["$ref", "$dynamicRef"]),
        (List, ["examples"]),
        (Free, ["const", "default"]),
    }.SelectMany(row => row.Names, (row, name) => KeyValuePair.Create(name, row.Kind)).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Annotations = FrozenSet.Create(
        StringComparer.Ordinal,
        "title", "description", "examples", "default", "deprecated", "readOnly", "writeOnly", "contentSchema", "$comment",
        "$schema", "$id", "$anchor", "$dynamicAnchor", "$defs", "definitions");

    /// <summary>What the value of a keyword must be; null where the name is no keyword.</summary>
    public static SchemaKeywordKind? KindOf(string name) => Kinds.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>Whether a keyword says something about answers by itself; those that only describe, name or hold parts do
    /// not.</summary>
    public static bool Constrains(string name) => Kinds.ContainsKey(name) && !Annotations.Contains(name);
}
