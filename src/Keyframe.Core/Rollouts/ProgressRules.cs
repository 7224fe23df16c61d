using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// Rules about a rollout that has been written: they only watch. They go by the arithmetic of <c>kubectl rollout status</c>
/// (k8s.io/kubectl pkg/polymorphichelpers/rollout_status.go), so that the two never contradict each other.
/// </summary>
internal static class ProgressRules
{
    /// <summary>Says how far the workload's own controller is.</summary>
    /// <remarks>
    /// Once every pod has run the revision, a pod that is unavailable for a while is the workload's own affair. Pods that are being
    /// replaced are told of all the same: until they are, nobody can say what they run. A paused workload without pods looks replaced
    /// but has made no ReplicaSet of the new template yet: scaled up, it starts pods of the old one. A workload that replaces pods on
    /// deletion is done with the template: when somebody deletes them is nothing to wait for.
    /// </remarks>
    public static RolloutDecision? Watch(RolloutState state)
    {
        if (IsDone(state))
        {
            return null;
        }

        Workload workload = state.Workload;
        string snapshot = state.Goal!.Snapshot;
        string counts = Counts(workload, snapshot);
        if (DeadlineExceeded(state) is { } deadline)
        {
            return new RolloutDecision(Verdict.Stalled(
                Reasons.ProgressDeadlineExceeded,
                $"{deadline.Message} {counts}. Look at its pods (kubectl get pods -l keyframe.dev/snapshot={snapshot}). "
                + (IsCompleted(state)
                    ? "The snapshot had run in every pod before: look for what else changed in the workload."
                    : "Set spec.snapshotRef back to roll back.")));
        }

        string paused = workload.Spec.Paused
            ? $" The workload is paused: kubectl rollout resume {workload.Resource}."
            : "";
        string seen = workload.IsObserved ? "" : "; its controller has not seen the new template yet";
        return new RolloutDecision(Verdict.Progressing(Reasons.RollingOut, $"{counts}{seen}.{paused}"))
        {
            NeedsOwner = state.Goal!.ConfigMapName,
            LookAgain = Sooner(ProgressDeadline.Remaining(state), FailureRules.Pods(state)?.LookAgain),
        };
    }

    /// <summary>
    /// Every pod runs the desired snapshot, or every pod that the workload replaces by itself. The revision is complete only in the
    /// first case: what has not run everywhere is nothing to roll back to.
    /// </summary>
    public static RolloutDecision Settled(RolloutState state)
    {
        if (Rest(state.Workload, IsCompleted(state)) is { } rest)
        {
            PodCounts some = state.Workload.Counts;
            return new RolloutDecision(Verdict.Ready(
                Reasons.PartlyRolledOut,
                $"{some.Updated} of {some.Wanted} pods are made from the template with snapshot {state.Goal!.Snapshot} "
                + $"({state.Goal.Digest.Short}). {rest}"))
            {
                NeedsOwner = state.Goal!.ConfigMapName,
            };
        }

        bool news = state.ActiveEntry is { Result: RevisionResult.Progressing };
        string message = $"{All(state.Workload)} snapshot {state.Goal!.Snapshot} ({state.Goal.Digest.Short}).";
        return new RolloutDecision(Verdict.Ready(Reasons.RolledOut, message))
        {
            Completes = true,
            NeedsOwner = state.Goal!.ConfigMapName,
            Events = news ? [new EventNote(Reasons.RolledOut, "RollOut", $"Revision {state.ActiveEntry!.Revision} completed. {message}")] : [],
        };
    }

    /// <summary>That the workload did not get on in time; null where it did, or still may.</summary>
    public static FailureEvidence? DeadlineExceeded(RolloutState state) => IsDone(state) ? null : ProgressDeadline.Exceeded(state);

    /// <summary>The pod for which a StatefulSet waits in vain while a revision is rolled out.</summary>
    /// <param name="state">The state.</param>
    /// <param name="status">The record.</param>
    public static BlockingPodFinding? Blocking(RolloutState state, GenAIDeploymentStatus status)
    {
        RevisionEntry? active = status.History.FirstOrDefault(entry => entry.Revision == status.Active?.Revision);
        return active is { Result: RevisionResult.Progressing } && state.Observation.Workload is { } workload
            ? BlockingPods.Find(workload, state.Observation.Pods, state.Observation.Thresholds, state.Observation.Now)
            : null;
    }

    /// <summary>Whether the workload's controller has done all that it does by itself.</summary>
    public static bool IsDone(RolloutState state)
    {
        Workload workload = state.Workload;
        PodCounts pods = workload.Counts;
        bool held = workload.Spec.Paused && pods.Wanted == 0 && !IsCompleted(state);
        bool done = workload.ReplacesOnDelete || (IsReplaced(workload) && (IsCompleted(state) || pods.Available >= pods.Wanted));
        return workload.IsObserved && !held && done;
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private static bool IsCompleted(RolloutState state) => state.ActiveEntry is { Result: RevisionResult.Completed };

    /// <summary>What keeps pods of a workload that is done from being replaced; null where none is left.</summary>
    private static string? Rest(Workload workload, bool completed)
    {
        PodCounts pods = workload.Counts;
        if (workload.ReplacesOnDelete)
        {
            return pods.Updated < pods.Wanted || (!completed && pods.Available < pods.Wanted)
                ? $"{workload.Kind} {workload.Metadata.Name} has the update strategy OnDelete: a pod takes it up once it is deleted. "
                    + "kubectl get pods -L keyframe.dev/snapshot tells which have."
                : null;
        }

        return pods.Updated < pods.Wanted
            ? $"StatefulSet {workload.Metadata.Name} has its updateStrategy.rollingUpdate.partition at "
                + $"{workload.Partitioned}: pods of a lower ordinal stay on what they run."
            : null;
    }

    private static string All(Workload workload)
    {
        PodCounts pods = workload.Counts;
        return pods.Wanted switch
        {
            var wanted when pods.Available < wanted =>
                $"{pods.Available} of {wanted} pods are {Word(workload)}, and all that start run",
            0 when workload.Kind == nameof(WorkloadKind.DaemonSet) => "No node asks for a pod of the workload; its next pods run",
            0 => "The workload is scaled to 0; its next pods run",
            1 => "The pod runs",
            var wanted => $"All {wanted} pods run",
        };
    }

    private static string Counts(Workload workload, string snapshot)
    {
        PodCounts pods = workload.Counts;
        string partition = workload.Partitioned is > 0 and var kept ? $"; partition {kept} keeps the first {kept} on what they run" : "";
        return $"{pods.Updated} of {pods.Wanted} pods are made from snapshot {snapshot}{partition}; "
            + $"{pods.Available} pods are {Word(workload)}, old ones included";
    }

    private static string Word(Workload workload) =>
        workload.Kind == nameof(WorkloadKind.StatefulSet) ? "ready" : "available";

    /// <summary>
    /// Whether every pod that the workload replaces by itself has been. A Deployment has pods of two templates side by side, and
    /// is done when the old ones are gone.
    /// </summary>
    private static bool IsReplaced(Workload workload)
    {
        PodCounts pods = workload.Counts;
        return workload.Kind == nameof(WorkloadKind.Deployment)
            ? pods.Updated == pods.Wanted && pods.Existing == pods.Wanted
            : pods.Updated >= pods.Wanted - workload.Partitioned;
    }
}
