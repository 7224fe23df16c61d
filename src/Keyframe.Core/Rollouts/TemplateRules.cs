using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Rollouts;

/// <summary>Rules that put what the spec asks for into the workload's pod template.</summary>
internal static class TemplateRules
{
    /// <summary>The spec pauses what it asks for.</summary>
    public static RolloutDecision? Paused(RolloutState state)
    {
        if (!state.Observation.Binding.Spec.Paused || state.Goal is not { } goal || IsActive(state, goal))
        {
            return null;
        }

        string cause = Begun(state)?.Cause ?? Describe(state, goal, IsBack(state, goal) is not null);
        return new RolloutDecision(Verdict.Progressing(
            Reasons.Paused,
            $"Paused: set spec.paused to false to roll out to {WorkloadRules.Name(state.Observation.Binding)}: {cause}"));
    }

    /// <summary>The spec asks for something else than what is active: a new revision, recorded first, then written once.</summary>
    public static RolloutDecision? RollOut(RolloutState state)
    {
        InjectionSection goal = state.Goal!;
        RevisionEntry? begun = Begun(state);
        if (begun is null && IsActive(state, goal))
        {
            return null;
        }

        long? rollbackOf = IsBack(state, goal);
        RolloutRecord? record = begun is null
            ? Sections.Begin(state, goal, Initiator(state), rollbackOf, Describe(state, goal, rollbackOf is not null))
            : null;
        RevisionEntry entry = begun ?? record!.Entry;
        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut,
            $"Rolling out snapshot {goal.Snapshot} ({goal.Digest.Short}) to {WorkloadRules.Name(state.Observation.Binding)}."))
        {
            Record = record,
            NeedsOwner = goal.ConfigMapName,
            Template = Write(state, goal, entry.Cause, mayTakeOver: state.Live is not null),
            Amend = begun is null ? static status => status with { Repairs = null } : static status => status,
        };
    }

    /// <summary>
    /// The revision that is on record for exactly this goal but not yet seen in the template, or null. Exactly: one that another
    /// version of the operator had begun to render otherwise is begun anew.
    /// </summary>
    public static RevisionEntry? Begun(RolloutState state) =>
        state is { Goal: { } goal, PendingEntry: { } pending } && pending.Injection == goal.Hash && pending.Digest == goal.Digest.Value
            ? pending
            : null;

    /// <summary>
    /// What keeps a decided write from the template, whichever rule decided it: no template ever names a ConfigMap that does not exist,
    /// and an apply to a container that does not exist would ask for one without an image. Null where nothing does.
    /// </summary>
    public static RolloutDecision? Refuse(RolloutState state, RolloutDecision decision)
    {
        if (decision.Template?.Section is not { } section)
        {
            return null;
        }

        if (InjectionTarget.CheckContainers(section.Containers, state.Workload.Spec.Template) is { } fault)
        {
            return new RolloutDecision(fault);
        }

        return state.Observation.FindConfigMap(section.ConfigMapName) is not null
            ? null
            : new RolloutDecision(Verdict.Progressing(
                Reasons.SnapshotNotReady,
                $"ConfigMap {section.ConfigMapName} of snapshot {section.Snapshot} is gone. Once it is back, it is written to "
                + $"{WorkloadRules.Name(state.Observation.Binding)}."));
    }

    /// <summary>Whether a section is what the active revision put into the template.</summary>
    public static bool IsActive(RolloutState state, InjectionSection goal) =>
        state.ActiveEntry is { } active && RolloutState.Carries(active, goal);

    /// <summary>The write of a section into the template.</summary>
    public static TemplateWrite Write(RolloutState state, InjectionSection section, string? cause, bool mayTakeOver) => new(
        state.Observation.Binding.Spec.WorkloadRef.Kind,
        state.Workload.Metadata.Name,
        state.Workload.Metadata.Uid,
        state.Workload.Metadata.ResourceVersion,
        section,
        cause,
        mayTakeOver);

    /// <summary>What the spec has asked for all along is begun because a retry was granted.</summary>
    private static RevisionInitiator Initiator(RolloutState state) =>
        state.Answered is { Result: RequestResult.Accepted } ? RevisionInitiator.Request : RevisionInitiator.Spec;

    private static long? IsBack(RolloutState state, InjectionSection goal) => History.RollbackOf(state.Recorded, goal.Digest.Value);

    private static string Describe(RolloutState state, InjectionSection goal, bool rollback)
    {
        string identity = $"snapshot {goal.Snapshot} ({goal.Digest.Short})";
        if (state.Recorded.Active is { } same && same.Digest == goal.Digest.Value)
        {
            string renamed = same.Snapshot == goal.Snapshot ? "" : $"the same configuration as {same.Snapshot}, ";
            return $"{identity}: {renamed}mounted at {goal.MountPath} in {string.Join(", ", goal.Containers)}";
        }

        if (state.FactsOf(goal.Snapshot, goal.Digest.Value) is not { } desired)
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
}
