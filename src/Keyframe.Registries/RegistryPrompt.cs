using Keyframe.Core.Prompts;

namespace Keyframe.Registries;

/// <summary>One version of a prompt, as its registry keeps it.</summary>
public sealed record RegistryPrompt
{
    /// <summary>The prompt's name in the registry.</summary>
    public required string Name { get; init; }

    /// <summary>The number of the version, as the registry answered it: decimal, without leading zeros.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// What tells this version from another one under the same number: in Langfuse the id of the row, in MLflow the time of its
    /// creation in milliseconds (a prompt that is deleted and registered again starts at version 1).
    /// </summary>
    public required string RowId { get; init; }

    /// <summary>The prompt itself, decoded.</summary>
    public required PromptMaterial Material { get; init; }

    /// <summary>What its author said about this version; null where nothing.</summary>
    public string? CommitMessage { get; init; }

    /// <summary>Who made this version; null where the registry does not say.</summary>
    public string? Author { get; init; }

    /// <summary>Prompts that the registry put into this one (Langfuse), sorted by name; empty where there are none.</summary>
    public IReadOnlyList<PromptDependency> Dependencies { get; init; } = [];
}
