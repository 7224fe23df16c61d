using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;

namespace Keyframe.Core.Rollouts;

/// <summary>Going back to an earlier revision while the spec goes on asking for what is left behind, which is held from then on.</summary>
internal static class WayBack
{
    /// <summary>Goes back.</summary>
    /// <param name="state">The state.</param>
    /// <param name="target">The revision to go back to.</param>
    /// <param name="initiator">Who or what decided it.</param>
    /// <param name="by">Who, in words.</param>
    /// <param name="evidence">Why the active revision failed; null where it did not.</param>
    public static RolloutDecision To(
        RolloutState state, RevisionEntry target, RevisionInitiator initiator, string by, FailureEvidence? evidence)
    {
        if (!Sections.TryFind(state, target, out InjectionSection? section))
        {
            return state.Observation.Reading is null ? RolloutDecision.NeedsReading : Unknown(target);
        }

        RevisionEntry left = state.ActiveEntry!;
        if ((section.Digest.Value, section.Hash) == (left.Digest, left.Injection))
        {
            return Same(target, evidence);
        }

        RolloutRecord record = Sections.Begin(state, section, initiator, left.Revision, Describe(left, target, evidence, by)) with
        {
            Hold = IsDesired(state, section) ? null : HoldRules.Of(state, ReasonOf(initiator, left), by),
            Evidence = evidence,
        };
        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut, $"Going back to snapshot {section.Snapshot} ({section.Digest.Short}), revision {target.Revision}."))
        {
            Record = record,
            NeedsOwner = section.ConfigMapName,
            Template = TemplateRules.Write(state, section, record.Entry.Cause, mayTakeOver: true),
        };
    }

    /// <summary>
    /// A way back that is on record but not in the template yet: the operator died in between, or the write was refused. Where the
    /// spec has changed on top of it since, both are one write.
    /// </summary>
    public static RolloutDecision? Resume(RolloutState state)
    {
        if (state.PendingEntry is not { Initiator: not RevisionInitiator.Spec, RollbackOf: not null, ConfigMap: { } configMap } entry
            || MoveRules.IsOvertaken(state)
            || !(state.IsHeld || (state.Goal is { } goal && RolloutState.Carries(entry, goal)))
            || (state.Observation.Binding.Spec.Paused && entry.Initiator != RevisionInitiator.Request)
            || state.Observation.FindConfigMap(configMap) is null)
        {
            return null;
        }

        if (!Sections.TryFind(state, entry, out InjectionSection? section))
        {
            return state.Observation.Reading is null ? RolloutDecision.NeedsReading : Unknown(entry);
        }

        InjectionSection wanted = state.Recorded.Hold is { } hold ? HoldRules.OnTopOf(section, state, hold) : section;
        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut, $"Going back to snapshot {section.Snapshot} ({section.Digest.Short})."))
        {
            Record = wanted.Hash == entry.Injection ? null : BeginAnew(state, wanted, entry),
            NeedsOwner = wanted.ConfigMapName,
            Template = TemplateRules.Write(state, wanted, entry.Cause, mayTakeOver: true),
        };
    }

    /// <summary>
    /// The last revision that every pod ran, that is not held and whose ConfigMap is still there; null where there is none.
    /// </summary>
    public static RevisionEntry? Target(RolloutState state) => History.LastCompleted(
        state.Recorded,
        entry => entry.ConfigMap is { } name && state.Observation.FindConfigMap(name) is not null && !HoldRules.Covers(state, entry));

    /// <summary>Whether a section is exactly what the spec asks for.</summary>
    public static bool IsDesired(RolloutState state, InjectionSection section) => state.Target is { } target
        ? (target.Snapshot, target.Digest, target.Intent) == (section.Snapshot, section.Digest, section.Intent)
        : state.Desired.Snapshot == section.Snapshot;

    /// <summary>
    /// A way back that became another before it was written: the spec has changed on top of it, or what another version of the
    /// operator had rendered is in no revision that Kubernetes keeps, so that it is rendered as it is now.
    /// </summary>
    private static RolloutRecord BeginAnew(RolloutState state, InjectionSection wanted, RevisionEntry entry)
    {
        RolloutRecord record = Sections.Begin(state, wanted, entry.Initiator, entry.RollbackOf, entry.Cause);
        return record with { Entry = record.Entry with { Manager = entry.Manager } };
    }

    /// <summary>It ran in the rendering of another version, of which Kubernetes has kept nothing.</summary>
    private static RolloutDecision Same(RevisionEntry target, FailureEvidence? evidence) => new(Verdict.Stalled(
        Reasons.NoRollbackTarget,
        $"{(evidence is null ? "" : $"It failed: {FailureRules.Words(evidence)} ")}Revision {target.Revision} would put the same into the "
        + "template as is there already. Name another snapshot in spec.snapshotRef instead."));

    private static RolloutDecision Unknown(RevisionEntry target) => new(Verdict.Stalled(
        Reasons.NoRollbackTarget,
        $"What revision {target.Revision} put into the template is known no more: Kubernetes has trimmed it. "
        + "Name a snapshot in spec.snapshotRef instead."));

    private static string ReasonOf(RevisionInitiator initiator, RevisionEntry left) => initiator switch
    {
        RevisionInitiator.Automatic => Reasons.RolledBack,
        RevisionInitiator.Request when left.Result == RevisionResult.Progressing => Reasons.Aborted,
        _ => Reasons.Undone,
    };

    /// <summary>
    /// Why, rather than what: the entry of the revision that is left says what changed with it.
    /// </summary>
    private static string Describe(RevisionEntry left, RevisionEntry target, FailureEvidence? evidence, string by)
    {
        string identity = Digest.TryParse(target.Digest, out Digest digest)
            ? $"{target.Snapshot} ({digest.Short})"
            : target.Snapshot;
        string why = evidence is null ? $" by {OneLine.Of(by, 63)}" : $", which failed: {evidence.Reason}";
        return $"rollback to snapshot {identity} from {left.Snapshot}{why}";
    }
}
