namespace Keyframe.Registries.Langfuse;

/// <summary>A version that was put into another prompt.</summary>
internal sealed record PromptReference
{
    /// <summary>The id of its row.</summary>
    public required string Id { get; init; }

    /// <summary>The prompt's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number.</summary>
    public required int Version { get; init; }
}
