using System.Text.Json.Nodes;

namespace Keyframe.Generator.Schemas;

/// <summary>
/// A node of a structural schema (Kubernetes documentation, "Specifying a structural schema"; JSONSchemaProps of
/// apiextensions.k8s.io/v1), with the keywords that Keyframe uses. There is no <c>nullable</c> on purpose: optional properties
/// are absent, never null. Only free-form values may be null.
/// </summary>
internal sealed record SchemaNode
{
    /// <summary>The OpenAPI type.</summary>
    public required SchemaType Type { get; init; }

    /// <summary>The OpenAPI format, such as <c>int64</c> or <c>date-time</c>.</summary>
    public string? Format { get; init; }

    /// <summary>What <c>kubectl explain</c> says.</summary>
    public string? Description { get; init; }

    /// <summary>What the API server fills in.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The allowed values of a string; empty allows all.</summary>
    public IReadOnlyList<EnumMember> Enum { get; init; } = [];

    /// <summary>The smallest length, number of items or entries, or value, by <see cref="Type"/>.</summary>
    public long? Minimum { get; init; }

    /// <summary>The largest length, number of items or entries, or value, by <see cref="Type"/>.</summary>
    public long? Maximum { get; init; }

    /// <summary>The expression a string must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>The key property of a list that is a map; null for an atomic list.</summary>
    public string? ListMapKey { get; init; }

    /// <summary>The CEL rules, those of the type before those of the property, each as declared.</summary>
    public IReadOnlyList<ValidationRule> Rules { get; init; } = [];

    /// <summary>The declared properties of an object, in the order of the JSON contract.</summary>
    public IReadOnlyList<SchemaProperty> Properties { get; init; } = [];

    /// <summary>The items of a list.</summary>
    public SchemaNode? Items { get; init; }

    /// <summary>The values of a map.</summary>
    public SchemaNode? Values { get; init; }

    /// <summary>Whether the size of the value has a limit that the API server knows of.</summary>
    public bool IsBounded => Type switch
    {
        SchemaType.String => Maximum is not null || Enum.Count > 0 || Format is not null,
        SchemaType.Array => Maximum is not null,
        SchemaType.Object => Values is null || Maximum is not null,
        _ => true,
    };
}
