using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Pods;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// The time by which a rollout has to get on. A Deployment has one of its own, and says when it has passed. StatefulSets and
/// DaemonSets have none: for them ours counts, from the start of the revision, and anew with whatever is progress to a Deployment: a pod
/// of the revision that appears or gets ready, an old one that goes.
/// </summary>
internal static class ProgressDeadline
{
    /// <summary>That the deadline has passed, as evidence; null where it has not, or there is none.</summary>
    public static FailureEvidence? Exceeded(RolloutState state)
    {
        Workload workload = state.Workload;
        if (!workload.IsObserved)
        {
            return null;
        }

        if (workload.Status.Conditions.FirstOrDefault(IsExceeded) is { } condition)
        {
            return IsOfEarlier(state) ? null : Evidence(condition.Message ?? "The workload did not finish its rollout in time.");
        }

        TimeSpan deadline = state.Observation.Thresholds.ProgressDeadline;
        return Remaining(state) <= TimeSpan.Zero
            ? Evidence(string.Create(
                CultureInfo.InvariantCulture,
                $"{workload.Kind} {workload.Metadata.Name} has made no progress for {deadline.TotalMinutes:0.#} minutes."))
            : null;
    }

    /// <summary>How long the workload may still go without progress; null where it is not ours to say.</summary>
    public static TimeSpan? Remaining(RolloutState state) => IsOfEarlier(state)
        ? EarliestOf(state) - state.Observation.Now
        : state.Workload.Kind != nameof(WorkloadKind.Deployment) && !state.Workload.ReplacesOnDelete
            && state.ActiveEntry is { Result: RevisionResult.Progressing } entry
            ? LastProgress(state, entry) + state.Observation.Thresholds.ProgressDeadline - state.Observation.Now
            : null;

    /// <summary>
    /// Whether a deadline that has passed is that of the template before. A Deployment that goes back to a revision it has kept goes on
    /// saying so until it has made a pod (getNewReplicaSet and syncRolloutStatus in Kubernetes' pkg/controller/deployment), although it
    /// has seen the template. A revision cannot have failed by it before it is as old as the deadline.
    /// </summary>
    private static bool IsOfEarlier(RolloutState state) =>
        state.Workload.Status.Conditions.Any(IsExceeded) && EarliestOf(state) > state.Observation.Now;

    private static DateTimeOffset EarliestOf(RolloutState state) => state.ActiveEntry is { } entry
        ? entry.StartedAt + TimeSpan.FromSeconds(state.Workload.Spec.ProgressDeadlineSeconds ?? 600)
        : DateTimeOffset.MinValue;

    /// <summary>
    /// Nothing was waited for while the binding was ready: somebody lowers the partition of a StatefulSet, or scales it up, long after
    /// the revision began.
    /// </summary>
    private static DateTimeOffset LastProgress(RolloutState state, RevisionEntry entry)
    {
        DateTimeOffset now = state.Observation.Now;
        DateTimeOffset? waiting = state.Recorded.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.Ready) switch
        {
            { Status: ConditionStatus.True } => now,
            { } ready => ready.LastTransitionTime,
            null => null,
        };
        return state.Observation.Pods.SelectMany(pod => Progress(pod, entry, now))
            .Append(waiting ?? entry.StartedAt)
            .Append(entry.StartedAt)
            .Max();
    }

    private static IEnumerable<DateTimeOffset> Progress(Pod pod, RevisionEntry entry, DateTimeOffset now)
    {
        if (pod.Metadata.DeletionTimestamp is { } deleted)
        {
            // That is when its grace period ends, so it may lie ahead.
            DateTimeOffset gone = new(DateTime.SpecifyKind(deleted, DateTimeKind.Utc));
            yield return gone < now ? gone : now;
        }
        else if (pod.Digest == entry.Digest && pod.Injection == entry.Injection)
        {
            yield return pod.CreatedAt;
            yield return pod.ReadySince ?? pod.CreatedAt;
        }
    }

    private static FailureEvidence Evidence(string message) =>
        new() { Reason = Reasons.ProgressDeadlineExceeded, Message = message };

    private static bool IsExceeded(WorkloadCondition condition) =>
        condition is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" };
}
