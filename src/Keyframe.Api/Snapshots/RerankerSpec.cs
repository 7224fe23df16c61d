using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A reranker.</summary>
public sealed record RerankerSpec
{
    /// <summary>The name under which the application reads it.</summary>
    [Required]
    [Bounds(1, 63)]
    public string Name { get => field ?? ""; init; }

    /// <summary>Who serves the model, such as cohere.</summary>
    [Required]
    [Bounds(1, 128)]
    public string Provider { get => field ?? ""; init; }

    /// <summary>The model's name at its provider, such as rerank-3.5.</summary>
    [Required]
    [Bounds(1, 256)]
    public string Model { get => field ?? ""; init; }

    /// <summary>How many documents are kept.</summary>
    [Bounds(1, 10_000)]
    public int? TopN { get; init; }

    /// <summary>Other parameters. Values may be any JSON.</summary>
    [Bounds(0, 64)]
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }
}
