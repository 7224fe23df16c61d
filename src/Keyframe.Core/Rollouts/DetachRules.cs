using Keyframe.Api.Conditions;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Rollouts;

/// <summary>A binding that asks to be taken out of its workload again.</summary>
internal static class DetachRules
{
    /// <summary>Takes everything of Keyframe's out, in one write, and leaves the workload alone from then on.</summary>
    public static RolloutDecision? Detach(RolloutState state)
    {
        if (!state.Observation.Binding.Spec.Detach)
        {
            return null;
        }

        string name = WorkloadRules.Name(state.Observation.Binding);
        if (MoveRules.IsBare(state.Workload.Spec.Template) && !state.Workload.IsClaimedByOperator)
        {
            return new RolloutDecision(Verdict.Ready(
                Reasons.Detached, $"{name} carries nothing of Keyframe's, as spec.detach asks for. Set it to false to roll out again."))
            {
                Amend = static status => status with { Active = null, Pending = null, Desired = null, Hold = null, Repairs = null },
                MayBeHeld = false,
            };
        }

        string active = state.Recorded.Active?.Snapshot ?? state.Live?.Snapshot ?? "";
        return new RolloutDecision(Verdict.Progressing(Reasons.RollingOut, $"Taking snapshot {active} out of {name}."))
        {
            Template = TemplateWrite.TakingOut(state.Workload, $"snapshot {active} taken out"),
            MayBeHeld = false,
            Events = [new EventNote(Reasons.Detached, "Detach", $"Took snapshot {active} out of {name}.")],
        };
    }
}
