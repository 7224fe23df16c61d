namespace Keyframe.Core.Canonical;

/// <summary>Why a value has no canonical form.</summary>
public enum CanonicalizationProblem
{
    /// <summary>A text or property name holds NUL, a lone surrogate, or bytes that are not UTF-8.</summary>
    Text,

    /// <summary>A number is an integer beyond 2^53 or lies outside the range of a double.</summary>
    Number,

    /// <summary>An object names a property twice.</summary>
    DuplicateProperty,

    /// <summary>Arrays and objects are nested too deep.</summary>
    Depth,

    /// <summary>There is no value at all (an undefined <see cref="System.Text.Json.JsonElement"/>).</summary>
    Undefined,
}
