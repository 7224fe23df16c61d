using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Keyframe.Core.Workloads;

/// <summary>
/// An apps/v1 Deployment as far as Keyframe depends on it. A projection: the JSON reader skips the rest, so it costs a fraction
/// of the full model and says what is relied on.
/// </summary>
public sealed record Workload : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Deployment";

    /// <summary>Standard object metadata.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What its author asks for.</summary>
    public WorkloadSpec Spec { get => field ??= new(); init; }

    /// <summary>What its controller reports.</summary>
    public WorkloadProgress Status { get => field ??= new(); init; }

    /// <summary>
    /// Whether the operator is among the field managers that own our section of the template; null where that was not looked at.
    /// </summary>
    [JsonIgnore]
    public bool? IsHeldByOperator { get; set; }
}
