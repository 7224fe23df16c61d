using k8s;
using k8s.Models;
using Keyframe.Api.Naming;
using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>
/// A connection to a prompt registry, and what to follow there. PromptVersions of the same namespace resolve their sources through
/// it, are held against it from time to time, and are proposed when an alias or label moves.
/// </summary>
[CustomResource("PromptRegistry", "promptregistries", Singular = "promptregistry", ShortNames = ["preg"])]
[CelRule("size(self.metadata.name) <= 63", "the name must be at most 63 characters long, since it becomes a label value")]
[PrinterColumn("URL", ".status.url", Description = "Where the registry is")]
[PrinterColumn("Ready", ".status.conditions[?(@.type=='Ready')].status")]
[PrinterColumn("Reason", ".status.conditions[?(@.type=='Ready')].reason")]
[PrinterColumn("Pinned", ".status.pinned", Type = "integer", Description = "PromptVersions resolved through this registry")]
[PrinterColumn("Drifted", ".status.drifted", Type = "integer", Description = "Those of them whose source now gives something else")]
[PrinterColumn("Verified", ".status.lastVerified", Type = "date", Description = "When all of them were last held against the registry")]
public sealed record PromptRegistry : IKubernetesObject<V1ObjectMeta>, IStatusObject<PromptRegistryStatus>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = "PromptRegistry";

    /// <summary>Standard object metadata.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The connection.</summary>
    [Required]
    public PromptRegistrySpec Spec { get => field ??= new(); init; }

    /// <summary>What the operator observed. Written by the operator alone.</summary>
    [Default("""{"observedGeneration": -1}""")]
    public PromptRegistryStatus? Status { get; init; }
}
