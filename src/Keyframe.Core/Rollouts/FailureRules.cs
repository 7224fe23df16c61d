using System.Globalization;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Conditions;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// A rollout that failed is taken back, once, with evidence, and only where it is the snapshot that failed: what else was
/// changed at the same time is not ours to judge.
/// </summary>
internal static class FailureRules
{
    /// <summary>The active revision failed before every pod ran it.</summary>
    public static RolloutDecision? Failed(RolloutState state)
    {
        if (state.ActiveEntry is not { Result: RevisionResult.Progressing } active || ProgressRules.IsDone(state)
            || Evidence(state) is not { } evidence)
        {
            return null;
        }

        // Pods with this snapshot and, say, an image that was corrected since tell nothing of the template as it is.
        return evidence.Pod is not null && state.Observation.Reading is null
            ? RolloutDecision.NeedsReading
            : Judge(state, active, evidence);
    }

    /// <summary>Evidence in one sentence.</summary>
    public static string Words(FailureEvidence evidence)
    {
        string where = evidence switch
        {
            { Pod: { } pod, Container: { } container } => $" in container {container} of pod {pod}",
            { Pod: { } pod } => $" in pod {pod}",
            _ => "",
        };
        string message = evidence.Message.Trim();
        return $"{evidence.Reason}{where}{(message.Length == 0 ? "" : $": {message.TrimEnd('.')}")}.";
    }

    private static RolloutDecision Judge(RolloutState state, RevisionEntry active, FailureEvidence evidence)
    {
        RollbackSpec policy = state.Observation.Binding.Spec.Rollback;
        string failed = $"Snapshot {active.Snapshot} failed: {Words(evidence)}";
        bool covered = policy.Automatic && policy.Triggers.Contains(TriggerOf(evidence));
        if (!covered || state.Observation.Binding.Spec.Paused)
        {
            string why = state.Observation.Binding.Spec.Paused
                ? "It is not taken back by itself while spec.paused is true. Set that to false, or go back now: "
                    + RequestCommand.Of(state.Observation.Binding, "undo")
                : $"spec.rollback does not take it back by itself. {Advice(state)}";
            return Stalled(state, evidence, ReasonOf(evidence), $"{failed} {why}");
        }

        if (active.Initiator == RevisionInitiator.Automatic)
        {
            return Stalled(
                state,
                evidence,
                ReasonOf(evidence),
                $"{failed} It is what was gone back to, and nothing more is tried by itself. It ran before: look for what "
                + "else changed, such as the image or a service that it needs.");
        }

        return LimitReached(state, policy, evidence, failed) ?? TakeBack(state, active, evidence, failed);
    }

    private static string Advice(RolloutState state) => WayBack.Target(state) is { } target
        ? $"Set spec.snapshotRef back to {target.Snapshot}, or go back now: "
            + RequestCommand.Of(state.Observation.Binding, "undo")
        : "Name a snapshot that works in spec.snapshotRef.";

    private static RolloutDecision? LimitReached(RolloutState state, RollbackSpec policy, FailureEvidence evidence, string failed)
    {
        int recent = History.RecentRollbacks(state.Recorded, policy.Limit, state.Observation.Now).Count();
        return recent < policy.Limit.Count
            ? null
            : Stalled(
                state,
                evidence,
                Reasons.RollbackLimitReached,
                $"{failed} It is not taken back by itself: that happened {recent.ToString(CultureInfo.InvariantCulture)} times within "
                + $"{policy.Limit.Per}, as often as spec.rollback.limit allows. {Advice(state)}");
    }

    private static RolloutDecision TakeBack(RolloutState state, RevisionEntry active, FailureEvidence evidence, string failed)
    {
        if (WayBack.Target(state) is not { } target)
        {
            return Stalled(
                state,
                evidence,
                Reasons.NoRollbackTarget,
                $"{failed} There is no earlier revision that every pod ran, that is not held and whose ConfigMap is still there, so there is "
                + "nothing to go back to. Name a snapshot that works in spec.snapshotRef.");
        }

        if (state.Observation.Reading is not { } reading)
        {
            return RolloutDecision.NeedsReading;
        }

        IReadOnlyList<string> others = OtherChanges(reading, active, target, state);
        return others.Count == 0
            ? WayBack.To(state, target, RevisionInitiator.Automatic, "keyframe-operator", evidence)
            : Stalled(
                state,
                evidence,
                Reasons.CannotAttribute,
                $"{failed} But not only the snapshot changed since revision {target.Revision}, snapshot {target.Snapshot}; the workload did, "
                + $"too: {string.Join("; ", others)}. Nobody can tell which of the two it was, so nothing is taken back. Set one of "
                + $"them back: spec.snapshotRef to {target.Snapshot}, or the workload.");
    }

    /// <summary>What differs between the failing template and the one that completed, our section aside.</summary>
    private static IReadOnlyList<string> OtherChanges(
        WorkloadReading reading, RevisionEntry active, RevisionEntry target, RolloutState state)
    {
        TemplateReading? completed = reading.Revisions.FirstOrDefault(revision =>
            revision.Template.Section is { } section && section.Digest.Value == target.Digest && section.Hash == target.Injection
            && (target.WorkloadRevision ?? revision.Name) == revision.Name)?.Template;
        if (completed is not null)
        {
            return JsonNode.DeepEquals(completed.Rest, reading.Template.Rest)
                ? []
                : TemplateChange.Describe(completed.Rest, reading.Template.Rest);
        }

        // Trimmed by Kubernetes: of the rest, the record has the image.
        string? image = Recovery.ImageOf(state.Workload.Spec.Template, active.Containers ?? []);
        return target.Image is null || target.Image == image ? [] : [$"image {target.Image} → {image}"];
    }

    private static RolloutDecision Stalled(RolloutState state, FailureEvidence evidence, string reason, string message)
    {
        long revision = state.Recorded.Active!.Revision;
        return new RolloutDecision(Verdict.Stalled(reason, message))
        {
            Amend = status => status with
            {
                History =
                [
                    .. status.History.Select(entry =>
                        entry.Revision == revision && entry.Evidence is null ? entry with { Evidence = evidence } : entry),
                ],
            },
        };
    }

    /// <summary>
    /// What the pods of the active revision say against it, those of the template as it is where that was read; null where none is
    /// active.
    /// </summary>
    public static PodFinding? Pods(RolloutState state) => state.ActiveEntry is { } active
        ? PodFailures.Find(
            state.Observation.Pods,
            active.Digest,
            active.Injection,
            state.Observation.Thresholds,
            state.Observation.Now,
            state.Observation.Reading is { } reading ? reading.Current?.Name ?? "" : null)
        : null;

    private static FailureEvidence? Evidence(RolloutState state) => Pods(state)?.Evidence ?? ProgressRules.DeadlineExceeded(state);

    private static RollbackTrigger TriggerOf(FailureEvidence evidence) =>
        evidence.Reason == Reasons.ProgressDeadlineExceeded ? RollbackTrigger.ProgressDeadline : RollbackTrigger.PodFailure;

    private static string ReasonOf(FailureEvidence evidence) =>
        evidence.Reason == Reasons.ProgressDeadlineExceeded ? Reasons.ProgressDeadlineExceeded : Reasons.PodFailure;
}
