using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A tool that the model may call. What it says here is part of the prompt the model sees.</summary>
public sealed record ToolSpec
{
    /// <summary>The name by which the model calls it, such as lookup_order.</summary>
    [Required]
    [Bounds(1, 128)]
    public string Name { get => field ?? ""; init; }

    /// <summary>The tool's version.</summary>
    [Bounds(1, 128)]
    public string? Version { get; init; }

    /// <summary>What the model is told about the tool.</summary>
    [Bounds(0, 16_384)]
    public string? Description { get; init; }

    /// <summary>The JSON Schema of the tool's arguments.</summary>
    [Bounds(0, 256)]
    public IReadOnlyDictionary<string, JsonElement>? InputSchema { get; init; }
}
