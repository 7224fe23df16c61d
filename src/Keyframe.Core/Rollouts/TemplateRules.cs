using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>Rules about the workload's pod template.</summary>
internal static class TemplateRules
{
    /// <summary>
    /// The template names a snapshot that this binding did not put there, and nobody has asked the binding for another one since:
    /// it is named, not fought.
    /// </summary>
    public static RolloutDecision? Moved(RolloutState state)
    {
        InjectionSection target = state.Target!;
        GenAIDeploymentStatus recorded = state.Recorded;
        bool moved = state.Live is { } live && recorded.Active is { } active
            && live.Digest != active.Digest && live.Digest != recorded.Pending?.Digest && live.Digest != target.Digest.Value;
        bool newIntent = recorded.Desired?.Digest != target.Digest.Value;
        return moved && !newIntent && Begun(state) is null && !LandedLate(state)
            ? new RolloutDecision(Verdict.Stalled(
                Reasons.TemplateMoved,
                $"{WorkloadRules.Name(state.Observation.Binding)} now carries snapshot {state.Live!.Snapshot} ({state.Live.Digest}), "
                + "which this binding did not put there; nothing was overwritten. "
                + $"Set spec.snapshotRef to {state.Live.Snapshot} to keep it, or to another snapshot to roll that out."))
            : null;
    }

    /// <summary>The spec asks for something else than what is active: a new revision, recorded first, then written once.</summary>
    public static RolloutDecision? RollOut(RolloutState state)
    {
        InjectionSection target = state.Target!;
        RevisionEntry? begun = Begun(state);
        if (begun is null && state.ActiveEntry is { } active && RolloutState.Carries(active, target))
        {
            return null;
        }

        RolloutRecord? record = begun is null ? Begin(state) : null;
        RevisionEntry entry = begun ?? record!.Entry;
        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut,
            $"Rolling out snapshot {target.Snapshot} ({target.Digest.Short}) to {WorkloadRules.Name(state.Observation.Binding)}."))
        {
            Record = record,
            NeedsOwner = true,
            Template = Write(state, entry.Cause, mayTakeOver: state.Live is not null),
            Events = [Announce(entry)],
        };
    }

    /// <summary>What is active is what is asked for, but somebody removed a part of our section: it is put back, never by force.</summary>
    public static RolloutDecision? Repair(RolloutState state)
    {
        IReadOnlyList<string> differences = state.Target!.Differences(state.Workload.Spec.Template);
        if (differences.Count == 0)
        {
            return null;
        }

        string missing = WordList.Of(differences, 5);
        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut,
            $"Putting back what was removed from or changed in {WorkloadRules.Name(state.Observation.Binding)}: {missing}."))
        {
            NeedsOwner = true,
            Template = Write(state, state.ActiveEntry?.Cause ?? "", mayTakeOver: false),
            Events = [new EventNote(Reasons.Restored, "RestoreTemplate", $"Put back into the pod template: {missing}", Warning: true)],
        };
    }

    /// <summary>The revision that is on record for exactly this target but not yet seen in the template, or null.</summary>
    private static RevisionEntry? Begun(RolloutState state) =>
        state.Recorded.History.FirstOrDefault(
            entry => entry.Revision == state.Recorded.Pending?.Revision && RolloutState.Carries(entry, state.Target!));

    /// <summary>
    /// Whether the template carries a revision of ours that went on record after the active one: a write whose answer was lost,
    /// and that landed after the spec had changed again. Nobody else can have put it there first.
    /// </summary>
    private static bool LandedLate(RolloutState state) => state.Recorded.History.Any(entry =>
        entry.Revision > state.Recorded.Active?.Revision
        && entry.Digest == state.Live?.Digest && entry.Injection == state.Live.Injection);

    private static RolloutRecord Begin(RolloutState state)
    {
        InjectionSection target = state.Target!;
        RolloutObservation observation = state.Observation;
        long revision = History.NextRevision(state.Recorded);
        long? rollbackOf = History.RollbackOf(state.Recorded, target.Digest.Value);
        Container? container = state.Workload.Spec.Template.Spec.Containers.FirstOrDefault(container => container.Name == target.Containers[0]);
        var entry = new RevisionEntry
        {
            Revision = revision,
            Snapshot = target.Snapshot,
            Digest = target.Digest.Value,
            Injection = target.Hash,
            Image = container?.Image,
            StartedAt = observation.Now,
            Result = RevisionResult.Progressing,
            RollbackOf = rollbackOf,
            Cause = Describe(state, rollbackOf is not null),
        };
        var pending = new PendingRollout
        {
            Snapshot = target.Snapshot,
            Digest = target.Digest.Value,
            Injection = target.Hash,
            Revision = revision,
            WorkloadResourceVersion = state.Workload.Metadata.ResourceVersion,
        };
        return new RolloutRecord(entry, pending);
    }

    private static string Describe(RolloutState state, bool rollback)
    {
        InjectionSection target = state.Target!;
        RolloutObservation observation = state.Observation;
        string identity = $"snapshot {target.Snapshot} ({target.Digest.Short})";
        if (state.Recorded.Active is { } same && same.Digest == target.Digest.Value)
        {
            string renamed = same.Snapshot == target.Snapshot ? "" : $"the same configuration as {same.Snapshot}, ";
            return $"{identity}: {renamed}mounted at {target.MountPath} in {string.Join(", ", target.Containers)}";
        }

        if (observation.Desired is not { } desired)
        {
            return rollback ? $"rollback to {identity}" : identity;
        }

        if (rollback)
        {
            return ChangeSummary.DescribeRollback(state.ActiveFacts, desired);
        }

        return state.Recorded.Active is { } unknown && state.ActiveFacts is null
            ? $"{identity}: replaces {unknown.Snapshot}, of which no details are at hand"
            : ChangeSummary.Describe(state.ActiveFacts, desired);
    }

    private static TemplateWrite Write(RolloutState state, string cause, bool mayTakeOver) => new(
        state.Workload.Metadata.Name,
        state.Workload.Metadata.Uid,
        state.Workload.Metadata.ResourceVersion,
        state.Target!,
        cause,
        mayTakeOver);

    private static EventNote Announce(RevisionEntry entry) =>
        entry.RollbackOf is null
            ? new EventNote(Reasons.RolloutStarted, "RollOut", $"Revision {entry.Revision}: {entry.Cause}")
            : new EventNote(
                Reasons.RollbackStarted, "RollBack", $"Revision {entry.Revision}, taking back {entry.RollbackOf}: {entry.Cause}");
}
