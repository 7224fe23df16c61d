using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Prompts;

/// <summary>All that the plan of a PromptVersion depends on, read at one moment.</summary>
/// <param name="Prompt">The PromptVersion.</param>
/// <param name="Now">The time.</param>
public sealed record PromptObservation(PromptVersion Prompt, DateTimeOffset Now)
{
    /// <summary>The name of an older PromptVersion with the same prompt and version, or null.</summary>
    public string? OlderTwin { get; init; }

    /// <summary>For a source: what came of a look at it. Read only while the content is not pinned.</summary>
    public SourceReading? Source { get; init; }

    /// <summary>
    /// For a source whose content is pinned: how it compared when it was last held against the pin; null where nothing new is known.
    /// </summary>
    public SourceFinding? Finding { get; init; }

    /// <summary>The ConfigMap that pins the content, or null while it does not exist.</summary>
    public ConfigMapIdentity? Pin { get; init; }

    /// <summary>What stands under the name of that ConfigMap with other content, or null.</summary>
    public ForeignConfigMap? ForeignPin { get; init; }

    /// <summary>The parent; null where the spec names none.</summary>
    public PromptLineage? Lineage { get; init; }

    /// <summary>The response formats to compare; null where they were compared before, or cannot be yet.</summary>
    public FormatPair? Formats { get; init; }
}
