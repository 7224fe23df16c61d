using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>A prompt in a Langfuse project.</summary>
[CelRule("has(self.version) != has(self.label)", "exactly one of version and label must be set")]
public sealed record LangfusePromptReference
{
    /// <summary>The PromptRegistry through which the project is reached.</summary>
    [Required]
    public ObjectNameReference RegistryRef { get => field ??= new(); init; }

    /// <summary>The prompt's name in Langfuse, folders and all: team/support.</summary>
    [Required]
    [Bounds(1, 255)]
    [Pattern("^[^/|]([^|]*[^/|])?$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>The number of the version. Exactly one of version and label must be set.</summary>
    [Bounds(1, int.MaxValue)]
    public int? Version { get; init; }

    /// <summary>
    /// A label, such as production; latest is the newest version. It is resolved once, and what it names then is what this object
    /// stands for: use PromptRegistry.spec.track to have PromptVersions proposed when it moves.
    /// </summary>
    [Bounds(1, 36)]
    [Pattern("^[a-z0-9_.-]+$")]
    public string? Label { get; init; }
}
