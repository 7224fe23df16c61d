namespace Keyframe.Core.Workloads;

/// <summary>
/// What a ControllerRevision of a StatefulSet or DaemonSet keeps: the part of the workload's spec that a rollback puts back, as a
/// patch (k8s.io/kubernetes pkg/controller/statefulset and pkg/controller/daemon, getPatch).
/// </summary>
public sealed record RevisionData
{
    /// <summary>The spec, of which only the template is there.</summary>
    public WorkloadSpec Spec { get => field ??= new(); init; }
}
