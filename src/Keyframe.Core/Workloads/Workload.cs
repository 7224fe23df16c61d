using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;

namespace Keyframe.Core.Workloads;

/// <summary>
/// An apps/v1 Deployment, StatefulSet or DaemonSet as far as Keyframe depends on it. A projection: the JSON reader skips the rest,
/// so it costs a fraction of the full models and says what is relied on.
/// </summary>
public sealed record Workload : IKubernetesObject<V1ObjectMeta>
{
    private const string StatefulSet = nameof(WorkloadKind.StatefulSet);
    private const string DaemonSet = nameof(WorkloadKind.DaemonSet);

    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = nameof(WorkloadKind.Deployment);

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

    /// <summary>
    /// Whether an apply of the operator still owns anything of the template, were it no more than the key of a container, which nobody
    /// who applies server-side can then rename.
    /// </summary>
    [JsonIgnore]
    public bool IsClaimedByOperator { get; set; }

    /// <summary>Whether it has a <c>kubernetes.io/change-cause</c>.</summary>
    [JsonIgnore]
    public bool HasChangeCause { get; set; }

    /// <summary>Whether it has the number of its revision, which Kubernetes keeps in an annotation of Deployments.</summary>
    [JsonIgnore]
    public bool HasRevision { get; set; }

    /// <summary>As <c>kubectl</c> is told it: <c>statefulset/db</c>.</summary>
    [JsonIgnore]
    public string Resource => $"{Kind.ToLowerInvariant()}/{Metadata.Name}";

    /// <summary>Its pods in numbers, whatever its kind calls them.</summary>
    [JsonIgnore]
    public PodCounts Counts => Kind switch
    {
        DaemonSet => new(
            Status.DesiredNumberScheduled, Status.CurrentNumberScheduled, Status.UpdatedNumberScheduled, Status.NumberReady,
            Status.NumberAvailable),
        StatefulSet => new(
            Spec.Replicas ?? 1, Status.Replicas, Status.UpdatedReplicas, Status.ReadyReplicas, Status.ReadyReplicas),
        _ => new(
            Spec.Replicas ?? 1, Status.Replicas, Status.UpdatedReplicas, Status.ReadyReplicas, Status.AvailableReplicas),
    };

    /// <summary>Whether its controller has seen its spec as it is; until then its numbers speak of another template.</summary>
    [JsonIgnore]
    public bool IsObserved => Status.ObservedGeneration >= (Metadata.Generation ?? 0);

    /// <summary>Whether it makes a pod from the current template only once somebody has deleted the old one.</summary>
    [JsonIgnore]
    public bool ReplacesOnDelete => Spec.UpdateStrategy?.Type == UpdateStrategy.OnDelete;

    /// <summary>How many of the wanted pods it leaves on an earlier template by its partition; 0 for other kinds.</summary>
    [JsonIgnore]
    public int Partitioned => Kind == StatefulSet && !ReplacesOnDelete
        ? Math.Clamp(Spec.UpdateStrategy?.RollingUpdate?.Partition ?? 0, 0, Counts.Wanted)
        : 0;

    /// <summary>Whether it goes on with one pod only when all pods before it are ready.</summary>
    [JsonIgnore]
    public bool IsOrdered => Kind == StatefulSet && Spec.PodManagementPolicy != "Parallel";
}
