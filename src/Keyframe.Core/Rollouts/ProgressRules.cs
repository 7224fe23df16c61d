using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>Rules about a rollout that has been written: they only watch.</summary>
internal static class ProgressRules
{
    /// <summary>Says how far the workload's own controller is, by the arithmetic with which that calls a rollout complete.</summary>
    /// <remarks>
    /// Once every pod has run the revision, a pod that is unavailable for a while is the workload's own affair. Pods that are being
    /// replaced are told of all the same: until they are, nobody can say what they run. A paused workload without pods looks replaced
    /// but has made no ReplicaSet of the new template yet: scaled up, it starts pods of the old one.
    /// </remarks>
    public static RolloutDecision? Watch(RolloutState state)
    {
        Workload workload = state.Workload;
        WorkloadProgress progress = workload.Status;
        int replicas = workload.Spec.Replicas ?? 1;
        bool completed = state.ActiveEntry is { Result: RevisionResult.Completed };
        bool observed = IsObserved(workload);
        if (IsComplete(state))
        {
            return null;
        }

        string snapshot = state.Goal!.Snapshot;
        string counts = $"{progress.UpdatedReplicas} of {replicas} pods are made from snapshot {snapshot}; "
            + $"{progress.AvailableReplicas} pods are available, old ones included";
        if (observed && Deadline(workload) is { } deadline)
        {
            return new RolloutDecision(Verdict.Stalled(
                Reasons.ProgressDeadlineExceeded,
                $"{deadline.Message ?? "The workload did not finish its rollout in time."} {counts}. Look at its pods "
                + $"(kubectl get pods -l keyframe.dev/snapshot={snapshot}). "
                + (completed
                    ? "The snapshot had run in every pod before: look for what else changed in the workload."
                    : "Set spec.snapshotRef back to roll back.")));
        }

        string paused = workload.Spec.Paused
            ? $" The workload is paused: kubectl rollout resume deployment/{workload.Metadata.Name}."
            : "";
        string seen = observed ? "" : "; its controller has not seen the new template yet";
        return new RolloutDecision(Verdict.Progressing(Reasons.RollingOut, $"{counts}{seen}.{paused}"))
        {
            NeedsOwner = state.Goal!.ConfigMapName,
        };
    }

    /// <summary>Every pod runs the desired snapshot.</summary>
    public static RolloutDecision Settled(RolloutState state)
    {
        bool news = state.ActiveEntry is { Result: RevisionResult.Progressing };
        int replicas = state.Workload.Spec.Replicas ?? 1;
        string pods = replicas switch
        {
            _ when state.Workload.Status.AvailableReplicas < replicas =>
                $"{state.Workload.Status.AvailableReplicas} of {replicas} pods are available, and all that start run",
            0 => "The workload is scaled to 0; its next pods run",
            1 => "The pod runs",
            _ => $"All {replicas} pods run",
        };
        string message = $"{pods} snapshot {state.Goal!.Snapshot} ({state.Goal.Digest.Short}).";
        return new RolloutDecision(Verdict.Ready(Reasons.RolledOut, message))
        {
            Completes = true,
            NeedsOwner = state.Goal!.ConfigMapName,
            Events = news ? [new EventNote(Reasons.RolledOut, "RollOut", $"Revision {state.ActiveEntry!.Revision} completed. {message}")] : [],
        };
    }

    /// <summary>Whether every pod runs the active revision, as far as a rollout is concerned.</summary>
    public static bool IsComplete(RolloutState state)
    {
        Workload workload = state.Workload;
        int replicas = workload.Spec.Replicas ?? 1;
        bool completed = state.ActiveEntry is { Result: RevisionResult.Completed };
        bool held = workload.Spec.Paused && replicas == 0 && !completed;
        return IsObserved(workload) && !held && IsReplaced(workload) && (completed || workload.Status.AvailableReplicas == replicas);
    }

    /// <summary>That the workload did not get on in time; null where it does.</summary>
    public static FailureEvidence? DeadlineExceeded(RolloutState state) =>
        IsObserved(state.Workload) && Deadline(state.Workload) is { } deadline
            ? new FailureEvidence
            {
                Reason = Reasons.ProgressDeadlineExceeded,
                Message = deadline.Message ?? "The workload did not finish its rollout in time.",
            }
            : null;

    private static bool IsObserved(Workload workload) => workload.Status.ObservedGeneration >= (workload.Metadata.Generation ?? 0);

    private static bool IsReplaced(Workload workload)
    {
        int replicas = workload.Spec.Replicas ?? 1;
        return workload.Status.UpdatedReplicas == replicas && workload.Status.Replicas == replicas;
    }

    private static WorkloadCondition? Deadline(Workload workload) =>
        workload.Status.Conditions.FirstOrDefault(condition =>
            condition is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" });
}
