namespace Keyframe.Generator.Schemas;

/// <summary>The OpenAPI type of a schema node.</summary>
internal enum SchemaType
{
    /// <summary>Any JSON: no type, unknown fields preserved.</summary>
    Any,

    /// <summary>A string.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list; its items are <see cref="SchemaNode.Items"/>.</summary>
    Array,

    /// <summary>Declared properties, or a map when <see cref="SchemaNode.Values"/> is set.</summary>
    Object,
}
