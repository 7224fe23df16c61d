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

    /// <summary>For a source: what stands at it now. Read only while the content is not pinned.</summary>
    public SourceReading? Source { get; init; }

    /// <summary>The ConfigMap that pins the content, or null while it does not exist.</summary>
    public ConfigMapIdentity? Pin { get; init; }

    /// <summary>What stands under the name of that ConfigMap with other content, or null.</summary>
    public ForeignConfigMap? ForeignPin { get; init; }
}
