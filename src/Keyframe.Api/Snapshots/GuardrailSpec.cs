using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A guardrail that checks what goes into or comes out of the model.</summary>
public sealed record GuardrailSpec
{
    /// <summary>The guardrail's name, such as pii.</summary>
    [Required]
    [Bounds(1, 63)]
    public string Name { get => field ?? ""; init; }

    /// <summary>The guardrail's version.</summary>
    [Bounds(1, 128)]
    public string? Version { get; init; }

    /// <summary>Its parameters. Values may be any JSON.</summary>
    [Bounds(0, 64)]
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }
}
