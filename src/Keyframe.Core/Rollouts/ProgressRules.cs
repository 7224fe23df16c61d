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
    public static RolloutDecision? Watch(RolloutState state)
    {
        Workload workload = state.Workload;
        WorkloadProgress progress = workload.Status;
        int replicas = workload.Spec.Replicas ?? 1;
        bool observed = progress.ObservedGeneration >= (workload.Metadata.Generation ?? 0);
        if (observed && progress.UpdatedReplicas == replicas && progress.Replicas == replicas && progress.AvailableReplicas == replicas)
        {
            return null;
        }

        string snapshot = state.Target!.Snapshot;
        string counts = $"{progress.UpdatedReplicas} of {replicas} pods are made from snapshot {snapshot}, {progress.AvailableReplicas} are available";
        if (observed && Deadline(workload) is { } deadline)
        {
            return new RolloutDecision(Verdict.Stalled(
                Reasons.ProgressDeadlineExceeded,
                $"{deadline.Message ?? "The workload did not finish its rollout in time."} {counts}. Look at its pods "
                + $"(kubectl get pods -l keyframe.dev/snapshot={snapshot}), and set spec.snapshotRef back to roll back."));
        }

        string paused = workload.Spec.Paused
            ? $" The workload is paused: kubectl rollout resume deployment/{workload.Metadata.Name}."
            : "";
        return new RolloutDecision(Verdict.Progressing(Reasons.RollingOut, observed ? $"{counts}.{paused}" : $"{counts}; its controller has not seen the new template yet.{paused}"))
        {
            NeedsOwner = true,
        };
    }

    /// <summary>Every pod runs the desired snapshot.</summary>
    public static RolloutDecision Settled(RolloutState state)
    {
        bool news = state.ActiveEntry is { Result: RevisionResult.Progressing };
        int replicas = state.Workload.Spec.Replicas ?? 1;
        string pods = replicas switch
        {
            0 => "The workload is scaled to 0; its next pods run",
            1 => "The pod runs",
            _ => $"All {replicas} pods run",
        };
        string message = $"{pods} snapshot {state.Target!.Snapshot} ({state.Target.Digest.Short}).";
        return new RolloutDecision(Verdict.Ready(Reasons.RolledOut, message))
        {
            Completes = true,
            NeedsOwner = true,
            Events = news ? [new EventNote(Reasons.RolledOut, "RollOut", $"Revision {state.ActiveEntry!.Revision} completed. {message}")] : [],
        };
    }

    private static WorkloadCondition? Deadline(Workload workload) =>
        workload.Status.Conditions.FirstOrDefault(condition =>
            condition is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" });
}
