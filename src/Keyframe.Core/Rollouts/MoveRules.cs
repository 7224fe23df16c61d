using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// Rules about a template that somebody else moved: <c>kubectl rollout undo</c> puts back a whole earlier template, and that is
/// a decision to keep; anything less is an edit.
/// </summary>
internal static class MoveRules
{
    /// <summary>A binding whose record is lost takes up what its workload tells.</summary>
    public static RolloutDecision? Recover(RolloutState state) =>
        state.Observation.Reading is null && Recovery.IsBaseline(state.Recorded, state.Live, state.Observation)
            ? RolloutDecision.NeedsReading
            : null;

    /// <summary>The template names a snapshot, or a way of injecting it, that this binding did not put there.</summary>
    public static RolloutDecision? Moved(RolloutState state)
    {
        if (!IsMoved(state))
        {
            return Removed(state);
        }

        if (state.Observation.Reading is not { } reading)
        {
            return RolloutDecision.NeedsReading;
        }

        if (reading.Template.Section is { } section && IsKnown(state, section))
        {
            return Adopt(state, reading, section);
        }

        // A rollout that is asked for writes all of the section anyway.
        return state.Goal is { } goal && !TemplateRules.IsActive(state, goal) ? null : DriftRules.PutBack(state);
    }

    /// <summary>Whether nothing that this binding did or is asked to do explains what the template carries.</summary>
    public static bool IsMoved(RolloutState state)
    {
        GenAIDeploymentStatus recorded = state.Recorded;
        return state.Live is { } live && state.ActiveEntry is { } active && !state.IsNewIntent
            && (live.Digest, live.Injection) != (active.Digest, active.Injection)
            && (live.Digest, live.Injection) != (recorded.Pending?.Digest, recorded.Pending?.Injection)
            && (TemplateRules.Begun(state) is null || IsOvertaken(state));
    }

    /// <summary>
    /// Whether the template was moved after the write that is on record was decided. That write was refused for it, as it was made
    /// for an older version, and to make it again would take back what somebody decided since. An edit that leaves parts of a
    /// section decides nothing: the write on record makes it whole.
    /// </summary>
    public static bool IsOvertaken(RolloutState state) =>
        state is { Live: { } live, Recorded.Pending: { Replaces: { Length: > 0 } replaced } pending }
        && live.Injection != replaced && live.Injection != pending.Injection
        && InjectionSection.Read(state.Workload.Spec.Template) is not null;

    /// <summary>
    /// Whether nothing of Keyframe's is in a template, no leftover of an edit either. Variables do not count: applications set
    /// defaults of their own for them.
    /// </summary>
    public static bool IsBare(PodTemplate template) =>
        !template.Metadata.Labels.ContainsKey(Labels.Snapshot)
        && !template.Metadata.Annotations.ContainsKey(Annotations.Digest)
        && !template.Metadata.Annotations.ContainsKey(Annotations.Injection)
        && !template.Spec.Volumes.Any(volume => volume is { Name: InjectedNames.Volume, ConfigMap: not null })
        && Recovery.MountsOf(template).Containers.Length == 0;

    /// <summary>A whole section of a snapshot that exists, by its object or by its ConfigMap alone.</summary>
    private static bool IsKnown(RolloutState state, InjectionSection section) =>
        section.ConfigMapName.EndsWith($"-{section.Digest.Short}", StringComparison.Ordinal)
        && state.Observation.FindConfigMap(section.ConfigMapName) is not null;

    /// <summary>
    /// The same values are applied at once and without force: that takes part in owning them, so that a GitOps tool that takes
    /// over from kubectl and strips what Git lacks leaves them alone.
    /// </summary>
    private static RolloutDecision Adopt(RolloutState state, WorkloadReading reading, InjectionSection section)
    {
        string manager = reading.SectionManagers is [{ } newest, ..] ? newest : "an unknown manager";
        RevisionEntry left = state.ActiveEntry!;
        string name = $"snapshot {section.Snapshot} ({section.Digest.Short})";
        RolloutRecord begun = Sections.Begin(
            state, section, RevisionInitiator.Undo, left.Revision, $"{manager} put back {name}, in place of {left.Snapshot}");
        return new RolloutDecision(Verdict.Progressing(Reasons.RollingOut, $"{manager} put back {name}, which stays."))
        {
            Record = begun with
            {
                Entry = begun.Entry with { Manager = manager },
                Hold = WayBack.IsDesired(state, section) ? null : HoldRules.Of(state, Reasons.Undone, manager),
            },
            NeedsOwner = section.ConfigMapName,
            Template = TemplateRules.Write(state, section, reading.ChangeCause, mayTakeOver: false),
        };
    }

    /// <summary>Our section is gone as a whole. Putting it back would undo what somebody decided, where it was an undo.</summary>
    private static RolloutDecision? Removed(RolloutState state)
    {
        RolloutObservation observation = state.Observation;
        if (state.Recorded is not { Active: not null, Pending: null } || state.IsNewIntent || !IsBare(state.Workload.Spec.Template)
            || IsNewWorkload(state) || observation.Removal is TemplateRemoval.Edited or TemplateRemoval.Replaced)
        {
            return null;
        }

        if (observation.Reading is not { } reading)
        {
            return RolloutDecision.NeedsReading;
        }

        return observation.Removal == TemplateRemoval.Undone || IsEarlier(state, reading) ? Detach(state) : null;
    }

    /// <summary>Whether the workload is another object than the one that the record speaks of.</summary>
    private static bool IsNewWorkload(RolloutState state) =>
        state.Recorded.Workload is { Uid.Length: > 0 } recorded && recorded.Uid != state.Workload.Metadata.Uid;

    /// <summary>
    /// Nobody saw how it happened. A template as it was before the workload was bound speaks for an undo: where it was replaced
    /// by its manifest instead, nothing but the words tell, and a retry puts the section back.
    /// </summary>
    private static bool IsEarlier(RolloutState state, WorkloadReading reading)
    {
        DateTimeOffset? bound = state.Recorded.History.Min(entry => (DateTimeOffset?)entry.StartedAt);
        return reading.Revisions.Any(revision => revision.Template.Section is null && revision.CreatedAt < bound
            && JsonNode.DeepEquals(revision.Template.Rest, reading.Template.Rest));
    }

    private static RolloutDecision Detach(RolloutState state)
    {
        RolloutObservation observation = state.Observation;
        SnapshotHold hold = HoldRules.Of(state, Reasons.WorkloadDetached, "kubectl rollout undo");
        long? active = state.Recorded.Active?.Revision;
        return new RolloutDecision(Verdict.Progressing(Reasons.WorkloadDetached, "Nothing is put into it."))
        {
            Amend = status => status with
            {
                Active = null,
                Desired = state.Desired,
                Hold = hold,
                History =
                [
                    .. status.History.Select(entry => entry.Revision == active
                        ? entry with { Result = RevisionResult.Undone, CompletedAt = entry.CompletedAt ?? observation.Now }
                        : entry),
                ],
            },
        };
    }
}
