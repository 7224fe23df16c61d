namespace Keyframe.Core.ResponseFormats;

/// <summary>A set of the types of JSON values.</summary>
[Flags]
internal enum SchemaTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,

    /// <summary>Numbers that are no integers: JSON Schema's number is this and <see cref="Integer"/>.</summary>
    Fraction = 8,
    String = 16,
    Array = 32,
    Object = 64,
    Number = Integer | Fraction,
    All = Null | Boolean | Number | String | Array | Object,
}
