using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>A prompt in the prompt registry of an MLflow server.</summary>
[CelRule("has(self.version) != has(self.alias)", "exactly one of version and alias must be set")]
public sealed record MlflowPromptReference
{
    /// <summary>The PromptRegistry through which the server is reached.</summary>
    [Required]
    public ObjectNameReference RegistryRef { get => field ??= new(); init; }

    /// <summary>The prompt's name in MLflow. Servers allow spaces and any letters, but neither / nor :.</summary>
    [Required]
    [Bounds(1, 256)]
    [Pattern("^[^/:]+$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>The number of the version. Exactly one of version and alias must be set.</summary>
    [Bounds(1, 10)]
    [Pattern("^[1-9][0-9]*$")]
    public string? Version { get; init; }

    /// <summary>
    /// An alias, such as production; latest is the newest version. It is resolved once, and what it names then is what this object
    /// stands for: use PromptRegistry.spec.track to have PromptVersions proposed when it moves.
    /// </summary>
    [Bounds(1, 255)]
    [Pattern("^[\\w-]+$")]
    public string? Alias { get; init; }
}
