namespace Keyframe.Registries.Langfuse;

/// <summary>A page of the list of prompts.</summary>
internal sealed record PromptListPage
{
    /// <summary>The prompts.</summary>
    public required IReadOnlyList<PromptListing?> Data { get; init; }
}
