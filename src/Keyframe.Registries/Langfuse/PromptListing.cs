namespace Keyframe.Registries.Langfuse;

/// <summary>A prompt in the list of all prompts.</summary>
internal sealed record PromptListing
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The numbers of its versions.</summary>
    public required IReadOnlyList<int> Versions { get; init; }

    /// <summary>The labels of its versions.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// When any of its versions last changed, labels included, by the server's clock; null where the server does not say.
    /// </summary>
    public DateTimeOffset? LastUpdatedAt { get; init; }
}
