namespace Keyframe.Api.Deployments;

/// <summary>What makes a rollout a failed one.</summary>
public enum RollbackTrigger
{
    /// <summary>
    /// The workload does not get on: its own progressDeadlineSeconds passed, or 10 minutes for workloads without one
    /// (StatefulSet, DaemonSet).
    /// </summary>
    ProgressDeadline,

    /// <summary>
    /// Pods of the new revision crash or cannot be started (CrashLoopBackOff, CreateContainerConfigError,
    /// CreateContainerError), or restart more often than those of the revision before.
    /// </summary>
    PodFailure,
}
