using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Canonical;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// What was rolled back stays rolled back: the spec may go on asking for it, and GitOps apply it for ever, without effect. Another
/// snapshot or a request ends that.
/// </summary>
internal static class HoldRules
{
    /// <summary>Lets go of a hold once the spec asks for something else.</summary>
    public static RolloutState Release(RolloutState state) =>
        state.Recorded.Hold is { } hold && !Holds(state, hold)
            ? state with { Recorded = state.Recorded with { Hold = null, Repairs = null } }
            : state;

    /// <summary>The section that the template is to carry.</summary>
    public static InjectionSection? Goal(RolloutState state)
    {
        if (state.Recorded.Hold is not { } hold)
        {
            return state.Target;
        }

        if (state.ActiveEntry is not { } active || Sections.Rendered(active, state.Observation.Workload) is not { } section)
        {
            return null;
        }

        return OnTopOf(section, state, hold);
    }

    /// <summary>Other changes of the spec apply on top of what is gone back to, as long as they are not what failed.</summary>
    /// <param name="section">What is gone back to.</param>
    /// <param name="state">The state.</param>
    /// <param name="hold">What is held.</param>
    public static InjectionSection OnTopOf(InjectionSection section, RolloutState state, SnapshotHold hold) =>
        state.Target is { } target && hold.Injection is not null && target.Intent != hold.Injection
            ? InjectionSection.Render(section.Snapshot, section.Digest, section.ConfigMapName, target.Containers, target.MountPath)
            : section;

    /// <summary>Whether an earlier revision is what is held: nothing goes back to that by itself.</summary>
    public static bool Covers(RolloutState state, RevisionEntry entry)
    {
        if (state.Recorded.Hold is not { } hold || (hold.Digest is { } digest ? digest != entry.Digest : hold.Snapshot != entry.Snapshot))
        {
            return false;
        }

        return state.Recorded.Active?.Digest != hold.Digest || hold.Injection is null
            || InjectionIntent.Of(entry.Containers ?? [], entry.MountPath ?? "") == hold.Injection;
    }

    /// <summary>What the spec asks for, held from now on.</summary>
    public static SnapshotHold Of(RolloutState state, string reason, string by) => new()
    {
        Snapshot = state.Desired.Snapshot,
        Digest = state.Desired.Digest,
        Injection = state.Target?.Intent,
        Reason = reason,
        By = by,
        At = state.Observation.Now,
    };

    /// <summary>Nothing is active, and what the spec asks for is held: the workload is left alone.</summary>
    public static RolloutDecision? NothingToKeep(RolloutState state) =>
        state.IsHeld && state.Goal is null
            ? new RolloutDecision(Verdict.Progressing(Reasons.Progressing, "The workload is left as it is."))
            : null;

    /// <summary>
    /// How a binding stands whose desired snapshot is held. Stalled and not Reconciling, also while pods are being replaced, so
    /// that whoever waits for the desired snapshot hears at once that it does not come.
    /// </summary>
    /// <param name="binding">The binding.</param>
    /// <param name="status">The record.</param>
    /// <param name="hold">What is held.</param>
    /// <param name="verdict">How the binding would stand otherwise.</param>
    public static Verdict Explain(GenAIDeployment binding, GenAIDeploymentStatus status, SnapshotHold hold, Verdict verdict) =>
        Verdict.Stalled(
            hold.Reason,
            $"{Why(status, hold)} {verdict.Message} Name another snapshot in spec.snapshotRef, or have it tried once more: "
            + RequestCommand.Of(binding, "retry"));

    /// <summary>What is held, and why, in words.</summary>
    /// <param name="status">The record.</param>
    /// <param name="hold">What is held.</param>
    public static string Why(GenAIDeploymentStatus status, SnapshotHold hold)
    {
        string name = Digest.TryParse(hold.Digest, out Digest digest) ? $"{hold.Snapshot} ({digest.Short})" : hold.Snapshot;
        FailureEvidence? evidence = status.History
            .FirstOrDefault(entry => entry.Evidence is not null && entry.Digest == hold.Digest)?.Evidence;
        string why = hold.Reason switch
        {
            Reasons.Undone => $"was taken back by {hold.By}",
            Reasons.Aborted => $"was aborted by {hold.By}",
            Reasons.WorkloadDetached =>
                $"was taken out by {hold.By}: the workload went back to a template from before it was bound",
            _ => evidence is null ? "failed" : $"failed: {FailureRules.Words(evidence).TrimEnd('.')}",
        };
        return $"Snapshot {name} {why}. It is held, and not tried again by itself.";
    }

    private static bool Holds(RolloutState state, SnapshotHold hold)
    {
        string asked = state.Observation.Binding.Spec.SnapshotRef.Name;
        if (state.Target is not { } target)
        {
            return hold.Snapshot == asked;
        }

        if (target.Digest.Value != hold.Digest)
        {
            return hold.Digest is null && hold.Snapshot == asked;
        }

        // The active snapshot itself: what is held is the way it was to be injected.
        return state.Recorded.Active?.Digest != hold.Digest || hold.Injection is null || target.Intent == hold.Injection;
    }
}
