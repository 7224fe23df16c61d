using k8s;
using k8s.Models;
using Keyframe.Api.Naming;
using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>
/// One immutable version of one prompt: its template, or where the template comes from, with author and commit message.
/// To change a prompt, create another PromptVersion.
/// </summary>
[CustomResource("PromptVersion", "promptversions", Singular = "promptversion", ShortNames = ["pver"])]
[PrinterColumn("Prompt", ".spec.prompt", Description = "Logical name of the prompt")]
[PrinterColumn("Version", ".spec.version", Description = "Version of the prompt")]
[PrinterColumn("Ready", ".status.conditions[?(@.type=='Ready')].status")]
[PrinterColumn("Reason", ".status.conditions[?(@.type=='Ready')].reason")]
[PrinterColumn("InSync", ".status.conditions[?(@.type=='SourceInSync')].status", Description = "Whether the source still gives what was pinned")]
[PrinterColumn("Message", ".spec.commitMessage", Description = "What the author said about this version")]
[PrinterColumn("Author", ".spec.author", Wide = true)]
[PrinterColumn("Parent", ".spec.parent", Wide = true)]
[PrinterColumn("Answers", ".status.responseFormat.compatibility", Wide = true, Description = "Whether readers of the parent's answers can read these")]
[PrinterColumn("Registry", ".status.resolved.registry", Wide = true, Description = "The PromptRegistry it was resolved through")]
[PrinterColumn("Digest", ".status.digest", Wide = true)]
public sealed record PromptVersion : IKubernetesObject<V1ObjectMeta>, IStatusObject<PromptVersionStatus>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = "PromptVersion";

    /// <summary>Standard object metadata.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The prompt. Immutable.</summary>
    [Required]
    [CelRule("self == oldSelf", "spec is immutable: create a new PromptVersion with another version instead")]
    public PromptVersionSpec Spec { get => field ??= new(); init; }

    /// <summary>What the operator observed. Written by the operator alone.</summary>
    [Default("""{"observedGeneration": -1}""")]
    public PromptVersionStatus? Status { get; init; }
}
