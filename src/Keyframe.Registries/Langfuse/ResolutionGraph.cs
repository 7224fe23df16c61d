namespace Keyframe.Registries.Langfuse;

/// <summary>What a prompt is composed of, however deep.</summary>
internal sealed record ResolutionGraph
{
    /// <summary>By the id of the prompt that they are put into.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PromptReference?>?>? Dependencies { get; init; }
}
