using Keyframe.Api.PromptVersions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>Certificates to trust, in PEM.</summary>
public sealed record CaBundle
{
    /// <summary>The key of a ConfigMap in the same namespace that holds them.</summary>
    [Required]
    public ConfigMapKeyReference ConfigMapKeyRef { get => field ??= new(); init; }
}
