namespace Keyframe.Api.Schema;

/// <summary>
/// Inclusive bounds: of a string its length in code points, of a list its items, of a map its entries, of a number its value.
/// </summary>
/// <param name="minimum">The smallest allowed.</param>
/// <param name="maximum">The largest allowed.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class BoundsAttribute(long minimum, long maximum) : Attribute
{
    /// <summary>The smallest allowed.</summary>
    public long Minimum { get; } = minimum;

    /// <summary>The largest allowed.</summary>
    public long Maximum { get; } = maximum;

    /// <summary>For maps and lists of strings: the longest value, in code points. Zero (default) leaves values unbounded.</summary>
    public long MaximumValueLength { get; init; }
}
