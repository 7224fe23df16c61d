using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A language model and how it is called.</summary>
public sealed record ModelSpec
{
    /// <summary>Who serves the model, such as openai (OpenTelemetry's gen_ai.provider.name).</summary>
    [Required]
    [Bounds(1, 128)]
    public string Provider { get => field ?? ""; init; }

    /// <summary>The model's name at its provider, such as gpt-4o (OpenTelemetry's gen_ai.request.model).</summary>
    [Required]
    [Bounds(1, 256)]
    public string Name { get => field ?? ""; init; }

    /// <summary>The pinned version or date of the model. Without it the provider may change the model under you.</summary>
    [Bounds(1, 128)]
    public string? Version { get; init; }

    /// <summary>The endpoint's URL, where it is not the provider's own.</summary>
    [Bounds(1, 2048)]
    public string? Endpoint { get; init; }

    /// <summary>Sampling and other request parameters, such as temperature: 0.2. Values may be any JSON.</summary>
    [Bounds(0, 64)]
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }
}
