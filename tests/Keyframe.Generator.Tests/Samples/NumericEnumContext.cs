using System.Text.Json.Serialization;

namespace Keyframe.Generator.Tests.Samples;

/// <summary>A contract that writes enums as numbers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Colored))]
internal sealed partial class NumericEnumContext : JsonSerializerContext;

/// <summary>Has an enum.</summary>
internal sealed record Colored
{
    /// <summary>Its color.</summary>
    public Color Color { get; init; }
}
