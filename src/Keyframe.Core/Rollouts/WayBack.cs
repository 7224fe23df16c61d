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

        RolloutRecord record = Sections.Begin(state, section, initiator, left.Revision, Describe(state, target)) with
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
    /// A way back that is on record but not in the template yet: the operator died in between, or the write was refused.
    /// </summary>
    public static RolloutDecision? Resume(RolloutState state)
    {
        if (state.PendingEntry is not { Initiator: not RevisionInitiator.Spec, ConfigMap: { } configMap } entry
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


        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut, $"Going back to snapshot {section.Snapshot} ({section.Digest.Short})."))
        {
            // What another version of the operator had rendered and Kubernetes kept no revision of is begun anew, as it is rendered now.
            Record = section.Hash == entry.Injection
                ? null
                : Sections.Begin(state, section, entry.Initiator, entry.RollbackOf, entry.Cause),
            NeedsOwner = section.ConfigMapName,
            Template = TemplateRules.Write(state, section, entry.Cause, mayTakeOver: true),
        };
    }

    /// <summary>Whether a section is exactly what the spec asks for.</summary>
    public static bool IsDesired(RolloutState state, InjectionSection section) => state.Target is { } target
        ? target.Digest == section.Digest && target.Intent == section.Intent
        : state.Desired.Snapshot == section.Snapshot;

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

    private static string Describe(RolloutState state, RevisionEntry target) =>
        state.FactsOf(target.Snapshot, target.Digest) is { } facts
            ? ChangeSummary.DescribeRollback(state.ActiveFacts, facts)
            : $"rollback to snapshot {target.Snapshot} ({(Digest.TryParse(target.Digest, out Digest digest) ? digest.Short : target.Digest)})";
}
