using System.Text.Json;
using System.Text.Json.Serialization;
using Keyframe.Api.Schema;

namespace Keyframe.Generator.Tests.Samples;

/// <summary>One property for each thing that can be mapped.</summary>
[CelRule("has(self.text)", "text is needed")]
internal sealed record EveryMapping
{
    /// <summary>A text.</summary>
    public string Text { get; init; } = "";

    /// <summary>An optional text.</summary>
    public string? OptionalText { get; init; }

    /// <summary>A flag.</summary>
    public bool Flag { get; init; }

    /// <summary>A small number.</summary>
    public int Small { get; init; }

    /// <summary>An optional small number.</summary>
    public int? OptionalSmall { get; init; }

    /// <summary>A large number.</summary>
    public long Large { get; init; }

    /// <summary>A fraction.</summary>
    public double Fraction { get; init; }

    /// <summary>A time.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>An optional time.</summary>
    public DateTimeOffset? OptionalTime { get; init; }

    /// <summary>Anything.</summary>
    public JsonElement Anything { get; init; }

    /// <summary>A color.</summary>
    public Color Color { get; init; }

    /// <summary>An optional color.</summary>
    public Color? OptionalColor { get; init; }

    /// <summary>The only shape.</summary>
    public Shape Shape { get; init; }

    /// <summary>Texts.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Parts.</summary>
    public IReadOnlyList<Part>? Parts { get; init; }

    /// <summary>Parts by name.</summary>
    [ListMap("name")]
    public IReadOnlyList<Part>? KeyedParts { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Free-form values.</summary>
    public IReadOnlyDictionary<string, JsonElement>? FreeForm { get; init; }

    /// <summary>A part.</summary>
    [CelRule("self == oldSelf", "it stays")]
    [CelRule("has(self.name)", "it has a name")]
    public Part? Part { get; init; }

    /// <summary>A bounded text.</summary>
    [Bounds(1, 63)]
    [Pattern("^[a-z]+$")]
    public string? BoundedText { get; init; }

    /// <summary>A text that may be empty.</summary>
    [Bounds(0, 63)]
    public string? ShortText { get; init; }

    /// <summary>A bounded number.</summary>
    [Bounds(0, 10)]
    public int BoundedNumber { get; init; }

    /// <summary>A number that may be negative.</summary>
    [Bounds(-5, 5)]
    public long SignedNumber { get; init; }

    /// <summary>Bounded texts.</summary>
    [Bounds(1, 16, MaximumValueLength = 8)]
    public IReadOnlyList<string>? BoundedTexts { get; init; }

    /// <summary>Bounded labels.</summary>
    [Bounds(0, 4, MaximumValueLength = 8)]
    public IReadOnlyDictionary<string, string>? BoundedLabels { get; init; }

    /// <summary>Needed.</summary>
    [Required]
    public string Needed { get; init; } = "";

    /// <summary>Needed by the contract.</summary>
    public required string ContractNeeded { get; init; }

    /// <summary>A default.</summary>
    [Default("""{"name": "x"}""")]
    public Part? Defaulted { get; init; }

    /// <summary>Spelled by hand.</summary>
    [JsonPropertyName("odd_name")]
    public string? Spelled { get; init; }

    /// <summary>Not part of the contract.</summary>
    [JsonIgnore]
    public string? Ignored { get; init; }
}

/// <summary>A part of something.</summary>
[CelRule("self.name != 'bad'", "name must not be bad")]
internal sealed record Part
{
    /// <summary>Its name.</summary>
    [Required]
    [Bounds(1, 63)]
    public string Name { get; init; } = "";
}

/// <summary>A color.</summary>
internal enum Color
{
    /// <summary>Like a fire engine.</summary>
    Red,

    /// <summary>Like grass.</summary>
    [JsonStringEnumMemberName("dark-green")]
    DarkGreen,
}

/// <summary>A shape.</summary>
internal enum Shape
{
    /// <summary>Round.</summary>
    Circle,
}
