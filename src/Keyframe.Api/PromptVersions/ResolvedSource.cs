using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>What a source was resolved to, once and for all.</summary>
public sealed record ResolvedSource
{
    /// <summary>The PromptRegistry; absent for a ConfigMap.</summary>
    public string? Registry { get; init; }

    /// <summary>The prompt's name there, or the ConfigMap's.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The number of the version there; for a ConfigMap the key.</summary>
    public string Version { get => field ?? ""; init; }

    /// <summary>The alias or label that named this version then; absent where the spec names the version.</summary>
    public string? Alias { get; init; }

    /// <summary>
    /// What tells this version from another one under the same number: the id of its row in Langfuse, the time of its creation in
    /// MLflow. Absent for a ConfigMap: it is its content that counts, whoever deletes it and makes it again.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>The prompts that Langfuse put into this one.</summary>
    [Bounds(0, 256)]
    public IReadOnlyList<ResolvedDependency>? Dependencies { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; init; }
}
