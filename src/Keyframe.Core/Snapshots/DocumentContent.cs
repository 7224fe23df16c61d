using System.Text.Json;
using Keyframe.Api.Snapshots;

namespace Keyframe.Core.Snapshots;

/// <summary>The shape of snapshot.json. What is absent is omitted.</summary>
internal sealed record DocumentContent
{
    public int FormatVersion { get; init; } = SnapshotDocument.FormatVersion;

    public required string App { get; init; }

    public required string Version { get; init; }

    public ModelSpec? Model { get; init; }

    public required IReadOnlyDictionary<string, DocumentPrompt> Prompts { get; init; }

    public IReadOnlyList<RetrievalSpec>? Retrieval { get; init; }

    public IReadOnlyList<RerankerSpec>? Rerankers { get; init; }

    public IReadOnlyList<ToolSpec>? Tools { get; init; }

    public IReadOnlyList<GuardrailSpec>? Guardrails { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

    public CodeReference? Code { get; init; }

    /// <summary>The spec that gives these parts, with references to prompts that the document does not have.</summary>
    public GenAIAppSnapshotSpec ToSpec(IReadOnlyList<SnapshotPrompt> prompts) => new()
    {
        App = App,
        Version = Version,
        Model = Model,
        Prompts = prompts,
        Retrieval = Retrieval,
        Rerankers = Rerankers,
        Tools = Tools,
        Guardrails = Guardrails,
        Settings = Settings,
        Code = Code,
    };
}
