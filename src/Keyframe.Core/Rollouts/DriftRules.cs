using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// Rules about a template in which somebody edited or removed fields of ours. They are put back, with a growing pause, and
/// after five times in ten minutes no more: whoever removes them again and again has to be told, not fought.
/// </summary>
internal static class DriftRules
{
    private const int MostRepairs = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>What is active is what is asked for, but a part of our section is missing or changed.</summary>
    public static RolloutDecision? Repair(RolloutState state) => Differences(state).Count > 0 ? PutBack(state) : null;

    /// <summary>
    /// Every value is there, but not by us: the operator died between recording an undo and taking part in it. Whoever takes
    /// over from kubectl now would take them out.
    /// </summary>
    public static RolloutDecision? TakeUp(RolloutState state)
    {
        if (state.Workload.IsHeldByOperator != false || Differences(state).Count > 0)
        {
            return null;
        }

        if (state.ActiveEntry is not { } active || !Sections.TryFind(state, active, out InjectionSection? section))
        {
            return state.Observation.Reading is null ? RolloutDecision.NeedsReading : null;
        }

        if (state.Observation.Reading is not { } reading)
        {
            return RolloutDecision.NeedsReading;
        }

        return new RolloutDecision(Verdict.Progressing(Reasons.RollingOut, "Taking part in owning the fields of the pod template."))
        {
            NeedsOwner = section.ConfigMapName,
            Template = TemplateRules.Write(state, section, reading.ChangeCause, mayTakeOver: false),
        };
    }

    /// <summary>Puts our section back, or reports that it is not whole where that is what the binding asks for.</summary>
    public static RolloutDecision PutBack(RolloutState state)
    {
        IReadOnlyList<DateTimeOffset> repairs = state.Recorded.Repairs ?? [];
        bool edited = state.Observation.Removal != TemplateRemoval.Replaced;
        bool reports = edited && state.Observation.Binding.Spec.Drift == DriftPolicy.Report;
        if (state.Observation.Reading is not { } reading)
        {
            return RolloutDecision.NeedsReading;
        }

        string what = MoveRules.IsBare(state.Workload.Spec.Template)
            ? "all that Keyframe put there"
            : WordList.Of(Differences(state), 5);
        string who = Who(reading);
        string name = WorkloadRules.Name(state.Observation.Binding);
        if (reports || IsLeft(state))
        {
            return new RolloutDecision(reports
                ? Verdict.Stalled(
                    Reasons.HandEdited,
                    $"In {name}, {who} removed or changed {what}, and spec.drift is Report. Put it back, set spec.drift to Revert, or "
                    + "name another snapshot in spec.snapshotRef.")
                : Verdict.Stalled(
                    Reasons.FieldConflict,
                    $"{who} removed or changed Keyframe's fields of {name} {MostRepairs} times within ten minutes, last {what}; they are "
                    + "put back no more, and new pods start as the template is now. Have whoever does that leave them alone "
                    + "(no kubectl replace, no Replace=true, no force), and name another snapshot in spec.snapshotRef or have them "
                    + "put back once more: "
                    + RequestCommand.Of(state.Observation.Binding, "retry")));
        }

        if (state.Observation.Binding.Spec.Paused)
        {
            return new RolloutDecision(Verdict.Progressing(
                Reasons.Paused, $"Paused by spec.paused. In {name}, {who} removed or changed {what}, which would be put back."));
        }

        if (Pause(repairs, state.Observation.Now) is { } pause && pause > TimeSpan.Zero)
        {
            return new RolloutDecision(Verdict.Progressing(
                Reasons.RollingOut, $"Putting back in a moment what was removed from or changed in {name}: {what}."))
            {
                LookAgain = pause,
            };
        }

        return Write(state, reading, name, what, who);
    }

    /// <summary>Whether it was put back so often that it is left to a human.</summary>
    /// <param name="repairs">When it was put back, oldest first.</param>
    public static bool IsFight(IReadOnlyList<DateTimeOffset> repairs) =>
        repairs.Count >= MostRepairs && repairs[^1] - repairs[^MostRepairs] <= Window;

    /// <summary>
    /// The same section in a version's own rendering, or, where that is known no more, what this version renders, as a revision
    /// of its own.
    /// </summary>
    private static RolloutDecision Write(RolloutState state, WorkloadReading reading, string name, string what, string who)
    {
        RevisionEntry active = state.ActiveEntry!;
        bool known = Sections.TryFind(state, active, out InjectionSection? section) && section.Hash == active.Injection;
        if ((known ? section : state.Goal ?? section) is not { } written)
        {
            return new RolloutDecision(Verdict.Stalled(
                Reasons.HandEdited,
                $"{who} removed or changed Keyframe's fields of {name}, and what stood there is known no more. Name a snapshot that is "
                + "ready in spec.snapshotRef."));
        }

        DateTimeOffset now = state.Observation.Now;
        return new RolloutDecision(Verdict.Progressing(
            Reasons.RollingOut, $"Putting back what was removed from or changed in {name}: {what}."))
        {
            Record = known ? null : Sections.Begin(state, written, RevisionInitiator.Spec, rollbackOf: null, active.Cause),
            NeedsOwner = written.ConfigMapName,
            Template = TemplateRules.Write(state, written, active.Cause, mayTakeOver: true),
            Amend = status => status with { Repairs = [.. (status.Repairs ?? []).Append(now).TakeLast(MostRepairs)] },
            Events =
            [
                new EventNote(
                    Reasons.Restored, "RestoreTemplate", $"Put back into the pod template what {who} removed or changed: {what}", Warning: true),
            ],
        };
    }

    private static IReadOnlyList<string> Differences(RolloutState state)
    {
        PodTemplate template = state.Workload.Spec.Template;
        if (state.ActiveEntry is not { } active || Sections.Rendered(active, state.Workload) is not { } section)
        {
            return [];
        }

        // Where another version rendered it, its hash alone can tell whether it is whole.
        return section.Hash != active.Injection && InjectionSection.Read(template)?.Hash == active.Injection
            ? []
            : section.Differences(template, active.Injection);
    }

    /// <summary>
    /// Whether it is left to a human: it was put back too often lately, or had been when that was last judged, and nothing has
    /// put it right since.
    /// </summary>
    private static bool IsLeft(RolloutState state)
    {
        IReadOnlyList<DateTimeOffset> repairs = state.Recorded.Repairs ?? [];
        bool told = state.Observation.Binding.Status?.Conditions.Any(condition =>
            condition is { Type: ConditionTypes.Stalled, Reason: Reasons.FieldConflict }) == true;
        return IsFight(repairs) && (told || state.Observation.Now - repairs[^1] < Window);
    }

    private static TimeSpan? Pause(IReadOnlyList<DateTimeOffset> repairs, DateTimeOffset now)
    {
        int recent = repairs.Count(repair => now - repair < Window);
        return recent == 0 ? null : repairs[^1] + TimeSpan.FromSeconds(1 << (recent - 1)) - now;
    }

    /// <summary>
    /// Who changed a field holds it. Who removed one leaves no trace; who holds anything of the template is the best guess then.
    /// </summary>
    private static string Who(WorkloadReading reading) => reading switch
    {
        { SectionManagers: [{ } holder, ..] } => holder,
        { TemplateManagers: [{ } guess, ..] } => $"perhaps {guess}",
        _ => "somebody",
    };
}
