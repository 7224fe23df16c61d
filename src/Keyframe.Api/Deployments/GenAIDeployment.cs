using k8s;
using k8s.Models;
using Keyframe.Api.Naming;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>
/// Binds a snapshot to a workload: the workload's pods mount the snapshot's ConfigMap. Changing snapshotRef rolls out, setting it
/// back rolls back; the workload's image never changes. The kind is Deployment; the resource is
/// genaideployments.keyframe.dev, so that it is never confused with apps/v1.
/// </summary>
[CustomResource("Deployment", "genaideployments", Singular = "genaideployment", ShortNames = ["gdep"])]
[PrinterColumn("Workload", ".spec.workloadRef.name", Description = "The workload whose pods mount the snapshot")]
[PrinterColumn("Active", ".status.active.snapshot", Description = "The snapshot in the workload's pod template")]
[PrinterColumn("Desired", ".spec.snapshotRef.name", Description = "The snapshot asked for")]
[PrinterColumn("Ready", ".status.conditions[?(@.type=='Ready')].status")]
[PrinterColumn("Reason", ".status.conditions[?(@.type=='Ready')].reason")]
[PrinterColumn("Since", ".status.active.since", Type = "date", Description = "How long the active snapshot has been in the template")]
[PrinterColumn("Digest", ".status.active.digest", Wide = true)]
[PrinterColumn("Message", ".status.conditions[?(@.type=='Ready')].message", Wide = true)]
public sealed record GenAIDeployment : IKubernetesObject<V1ObjectMeta>, IStatusObject<GenAIDeploymentStatus>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = "Deployment";

    /// <summary>Standard object metadata.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is bound to what.</summary>
    [Required]
    public GenAIDeploymentSpec Spec { get => field ??= new(); init; }

    /// <summary>What the operator observed and did. Written by the operator alone.</summary>
    [Default("""{"observedGeneration": -1}""")]
    public GenAIDeploymentStatus? Status { get; init; }
}
