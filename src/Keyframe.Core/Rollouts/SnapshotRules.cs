using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;

namespace Keyframe.Core.Rollouts;

/// <summary>Rules about the snapshot that is asked for. While it is not there, what is active stays active.</summary>
internal static class SnapshotRules
{
    public static RolloutDecision? NotReady(RolloutState state)
    {
        if (state.IsHeld)
        {
            return null;
        }

        string name = state.Observation.Binding.Spec.SnapshotRef.Name;
        if (state.Observation.Snapshot is not { } snapshot)
        {
            return new RolloutDecision(Verdict.Progressing(
                Reasons.SnapshotNotFound, $"GenAIAppSnapshot {name} does not exist. Create it, or correct spec.snapshotRef. {Stays(state)}"));
        }

        return NotMaterialized(state, snapshot) ?? WrongDigest(state, snapshot) ?? NoConfigMap(state, snapshot);
    }

    /// <summary>
    /// The workload mounts a ConfigMap that is gone, and neither is it being restored nor does a rollout take its place. That
    /// comes before what would else be said: the next pod will not start.
    /// </summary>
    public static RolloutDecision? Lost(RolloutState state)
    {
        if (state.Observation.MissingConfigMap is not { } missing
            || Obstacle(state) is not { } obstacle)
        {
            return null;
        }

        string workload = WorkloadRules.Name(state.Observation.Binding);
        string snapshot = state.Live is { Snapshot.Length: > 0 } live
            ? $"GenAIAppSnapshot {live.Snapshot} ({live.Digest})"
            : "its GenAIAppSnapshot";
        return new RolloutDecision(Verdict.Stalled(
            Reasons.ConfigMapLost,
            $"ConfigMap {missing}, which {workload} mounts, is gone: pods that run keep what they have read, but no new pod "
            + $"starts. It is restored as soon as {snapshot} is there and ready: apply it and its prompts again from where "
            + $"they are kept. Or set spec.snapshotRef to a snapshot that is ready. {obstacle.Verdict.Message}"));
    }

    /// <summary>The template cannot take the snapshot. Where somebody holds what is ours, it is told who.</summary>
    public static RolloutDecision? NoTarget(RolloutState state)
    {
        RolloutDecision? fault = Untargetable(state);
        if (fault is not { Verdict: { Reason: Reasons.FieldConflict } conflict })
        {
            return fault;
        }

        return state.Observation.Reading is { } reading
            ? fault with { Verdict = conflict with { Message = $"{conflict.Message} {HeldBy(reading)}" } }
            : RolloutDecision.NeedsReading;
    }

    /// <summary>Why the ConfigMap that the template mounts does not come back, and nothing takes its place.</summary>
    private static RolloutDecision? Obstacle(RolloutState state)
    {
        if (!state.IsHeld && !MoveRules.IsMoved(state))
        {
            return NotRestoring(state) ?? Untargetable(state);
        }

        return state.Live is { } live && state.FactsOf(live.Snapshot, live.Digest) is not null
            ? null
            : new RolloutDecision(Verdict.Stalled(
                Reasons.ConfigMapLost,
                MoveRules.IsMoved(state)
                    ? "This binding did not put it there."
                    : $"What the spec asks for is held: {state.Recorded.Hold!.Reason}."));
    }

    private static RolloutDecision? Untargetable(RolloutState state)
    {
        Verdict? fault = state.TargetFault ?? (state.Goal is { } goal
            ? InjectionTarget.CheckContainers(goal.Containers, state.Workload.Spec.Template)
            : null);
        return fault is null ? null : new RolloutDecision(fault with { Message = $"{fault.Message} {Stays(state)}" });
    }

    private static string HeldBy(WorkloadReading reading) => reading.SectionManagers is [var newest, ..]
        ? $"It is held by {newest}."
        : "Who holds it cannot be told.";

    /// <summary>As <see cref="NotReady"/>, but a snapshot whose ConfigMap is about to be put back is well.</summary>
    private static RolloutDecision? NotRestoring(RolloutState state) =>
        state.Observation.Snapshot is { } snapshot
            ? NotMaterialized(state, snapshot) ?? WrongDigest(state, snapshot)
            : NotReady(state);

    private static RolloutDecision? NotMaterialized(RolloutState state, GenAIAppSnapshot snapshot)
    {
        var report = StandingReport.Of(snapshot.Status, snapshot.Metadata.Generation);
        bool complete = Digest.TryParse(snapshot.Status?.Digest, out _) && snapshot.Status.ConfigMapName is not null;
        return report.Standing == Standing.Ready && complete
            ? null
            : new RolloutDecision(new Verdict(
                report.Standing == Standing.Stalled ? Standing.Stalled : Standing.Progressing,
                Reasons.SnapshotNotReady,
                $"GenAIAppSnapshot {snapshot.Metadata.Name} is not ready: {report.Because} {Stays(state)}"));
    }

    private static RolloutDecision? WrongDigest(RolloutState state, GenAIAppSnapshot snapshot)
    {
        string? expected = state.Observation.Binding.Spec.SnapshotRef.Digest;
        return expected is null || expected == snapshot.Status!.Digest
            ? null
            : new RolloutDecision(Verdict.Stalled(
                Reasons.DigestMismatch,
                $"spec.snapshotRef asks for {expected}, but GenAIAppSnapshot {snapshot.Metadata.Name} has {snapshot.Status!.Digest}. "
                + $"Review it and correct the digest, or name another snapshot. {Stays(state)}"));
    }

    /// <summary>No template ever names a ConfigMap that does not exist.</summary>
    private static RolloutDecision? NoConfigMap(RolloutState state, GenAIAppSnapshot snapshot) =>
        state.Observation.ConfigMap is null
            ? new RolloutDecision(Verdict.Progressing(
                Reasons.SnapshotNotReady,
                $"ConfigMap {snapshot.Status!.ConfigMapName} of GenAIAppSnapshot {snapshot.Metadata.Name} is gone and is being restored. "
                + Stays(state)))
            : null;

    private static string Stays(RolloutState state) =>
        state.Recorded.Active is { } active ? $"Snapshot {active.Snapshot} stays active." : "The workload is left as it is.";
}
