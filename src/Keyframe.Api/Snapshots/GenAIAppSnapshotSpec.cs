using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>The complete configuration of a GenAI application.</summary>
public sealed record GenAIAppSnapshotSpec
{
    /// <summary>The application, a DNS label such as support-bot.</summary>
    [Required]
    [Bounds(1, 63)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string App { get => field ?? ""; init; }

    /// <summary>The snapshot's version; letters, digits, '.', '_' and '-' (a label value).</summary>
    [Required]
    [Bounds(1, 63)]
    [Pattern("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$")]
    public string Version { get => field ?? ""; init; }

    /// <summary>The language model.</summary>
    public ModelSpec? Model { get; init; }

    /// <summary>The prompts, by the names under which the application reads them. 1 to 64.</summary>
    [Required]
    [ListMap("name")]
    [Bounds(1, 64)]
    public IReadOnlyList<SnapshotPrompt> Prompts { get => field ?? []; init; }

    /// <summary>The retrieval sources, by name.</summary>
    [ListMap("name")]
    [Bounds(0, 32)]
    public IReadOnlyList<RetrievalSpec>? Retrieval { get; init; }

    /// <summary>The rerankers, by name.</summary>
    [ListMap("name")]
    [Bounds(0, 32)]
    public IReadOnlyList<RerankerSpec>? Rerankers { get; init; }

    /// <summary>The tools offered to the model, by name.</summary>
    [ListMap("name")]
    [Bounds(0, 128)]
    public IReadOnlyList<ToolSpec>? Tools { get; init; }

    /// <summary>The guardrails, by name.</summary>
    [ListMap("name")]
    [Bounds(0, 64)]
    public IReadOnlyList<GuardrailSpec>? Guardrails { get; init; }

    /// <summary>Settings of the application in its own words, such as maxTurns: 12. Values may be any JSON.</summary>
    [Bounds(0, 256)]
    public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

    /// <summary>The code this configuration was made for. Recorded; Keyframe never changes an image.</summary>
    public CodeReference? Code { get; init; }
}
