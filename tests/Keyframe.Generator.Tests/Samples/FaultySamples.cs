using System.Text.Json;
using System.Text.Json.Serialization;
using Keyframe.Api.Schema;

namespace Keyframe.Generator.Tests.Samples;

/// <summary>Contains itself.</summary>
internal sealed record RecursiveSample
{
    /// <summary>Others of the kind.</summary>
    public IReadOnlyList<RecursiveSample>? Children { get; init; }
}

/// <summary>Contains itself by way of another.</summary>
internal sealed record MutuallyRecursiveSample
{
    /// <summary>The other.</summary>
    public MutualSample? Other { get; init; }
}

/// <summary>Leads back.</summary>
internal sealed record MutualSample
{
    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, MutuallyRecursiveSample>? ByKey { get; init; }
}

/// <summary>Lacks words.</summary>
internal sealed record UndocumentedPropertySample
{
    public string? Silent { get; init; }
}

/// <summary>Its part lacks words.</summary>
internal sealed record UndocumentedTypeSample
{
    /// <summary>The part.</summary>
    public SilentSample? Part { get; init; }
}

internal sealed record SilentSample;

/// <summary>Its enum lacks words.</summary>
internal sealed record UndocumentedEnumMemberSample
{
    /// <summary>The value.</summary>
    public SilentMember Value { get; init; }
}

/// <summary>Has a silent member.</summary>
internal enum SilentMember
{
    Silent,
}

/// <summary>Has a type that no schema knows.</summary>
internal sealed record UnsupportedSample
{
    /// <summary>A GUID.</summary>
    public Guid Id { get; init; }
}

/// <summary>Has a map keyed by numbers.</summary>
internal sealed record NumericKeySample
{
    /// <summary>The map.</summary>
    public IReadOnlyDictionary<int, string>? ByNumber { get; init; }
}

/// <summary>Swallows undeclared fields.</summary>
internal sealed record ExtensionDataSample
{
    /// <summary>What was not declared.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

/// <summary>Bounds a flag.</summary>
internal sealed record BoundedFlagSample
{
    /// <summary>The flag.</summary>
    [Bounds(0, 1)]
    public bool Flag { get; init; }
}

/// <summary>Bounds an object.</summary>
internal sealed record BoundedObjectSample
{
    /// <summary>The part.</summary>
    [Bounds(0, 1)]
    public Part? Part { get; init; }
}

/// <summary>Has no value left.</summary>
internal sealed record EmptyRangeSample
{
    /// <summary>The number.</summary>
    [Bounds(2, 1)]
    public int Number { get; init; }
}

/// <summary>Asks for less than nothing.</summary>
internal sealed record NegativeLengthSample
{
    /// <summary>The text.</summary>
    [Bounds(-1, 1)]
    public string? Text { get; init; }
}

/// <summary>Has a pattern for a number.</summary>
internal sealed record PatternOnNumberSample
{
    /// <summary>The number.</summary>
    [Pattern("^1$")]
    public int Number { get; init; }
}

/// <summary>Bounds the length of numbers.</summary>
internal sealed record ValueLengthOfNumbersSample
{
    /// <summary>The numbers.</summary>
    [Bounds(0, 1, MaximumValueLength = 1)]
    public IReadOnlyList<int>? Numbers { get; init; }
}

/// <summary>Keys a list by what is not there.</summary>
internal sealed record UnknownListKeySample
{
    /// <summary>The parts.</summary>
    [ListMap("id")]
    public IReadOnlyList<Part>? Parts { get; init; }
}

/// <summary>Keys a list by what may be absent.</summary>
internal sealed record OptionalListKeySample
{
    /// <summary>The items.</summary>
    [ListMap("color")]
    public IReadOnlyList<ColoredItem>? Items { get; init; }
}

/// <summary>Keys a list by an object.</summary>
internal sealed record ObjectListKeySample
{
    /// <summary>The items.</summary>
    [ListMap("part")]
    public IReadOnlyList<ColoredItem>? Items { get; init; }
}

/// <summary>An item.</summary>
internal sealed record ColoredItem
{
    /// <summary>Its color.</summary>
    public Color? Color { get; init; }

    /// <summary>Its part.</summary>
    [Required]
    public Part Part { get; init; } = new();
}

/// <summary>Keys a list of texts.</summary>
internal sealed record KeyedStringsSample
{
    /// <summary>The texts.</summary>
    [ListMap("name")]
    public IReadOnlyList<string>? Texts { get; init; }
}

/// <summary>Has a default that is not JSON.</summary>
internal sealed record MalformedDefaultSample
{
    /// <summary>The text.</summary>
    [Default("/etc")]
    public string? Text { get; init; }
}

/// <summary>Has a default of another type.</summary>
internal sealed record MistypedDefaultSample
{
    /// <summary>The number.</summary>
    [Default("\"20\"")]
    public int Number { get; init; }
}

/// <summary>Has a default of nothing.</summary>
internal sealed record NullDefaultSample
{
    /// <summary>The text.</summary>
    [Default("null")]
    public string? Text { get; init; }
}
