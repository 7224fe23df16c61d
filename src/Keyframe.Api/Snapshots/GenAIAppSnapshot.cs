using k8s;
using k8s.Models;
using Keyframe.Api.Naming;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>
/// The complete configuration of a GenAI application at one point: model, prompts, retrieval, rerankers, tools, guardrails and
/// settings. Immutable and content-addressed; the operator materializes it as an immutable ConfigMap.
/// </summary>
[CustomResource("GenAIAppSnapshot", "genaiappsnapshots", Singular = "genaiappsnapshot", ShortNames = ["gsnap"])]
[PrinterColumn("App", ".spec.app", Description = "The application")]
[PrinterColumn("Version", ".spec.version", Description = "Version of the snapshot")]
[PrinterColumn("Model", ".spec.model.name")]
[PrinterColumn("Ready", ".status.conditions[?(@.type=='Ready')].status")]
[PrinterColumn("Reason", ".status.conditions[?(@.type=='Ready')].reason")]
[PrinterColumn("ConfigMap", ".status.configMapName", Description = "The immutable ConfigMap that pods mount")]
[PrinterColumn("InSync", ".status.conditions[?(@.type=='RetrievalInSync')].status", Wide = true,
    Description = "Whether the indexes still are where they were; empty where verify is not set")]
[PrinterColumn("Digest", ".status.digest", Wide = true)]
[PrinterColumn("Bytes", ".status.bytes", Type = "integer", Wide = true)]
[CelRule("self.metadata.name.size() <= 52",
    "metadata.name must have at most 52 characters, because the ConfigMap's name is it and ten digits of the digest")]
public sealed record GenAIAppSnapshot : IKubernetesObject<V1ObjectMeta>, IStatusObject<GenAIAppSnapshotStatus>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = "GenAIAppSnapshot";

    /// <summary>Standard object metadata. The name has at most 52 characters.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The configuration. Immutable.</summary>
    [Required]
    [CelRule("self == oldSelf", "spec is immutable: create a new GenAIAppSnapshot and point the Deployment's snapshotRef to it")]
    public GenAIAppSnapshotSpec Spec { get => field ??= new(); init; }

    /// <summary>What the operator observed. Written by the operator alone.</summary>
    [Default("""{"observedGeneration": -1}""")]
    public GenAIAppSnapshotStatus? Status { get; init; }
}
