using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Conditions;

namespace Keyframe.Core.Rollouts;

/// <summary>Rules about the workload itself.</summary>
internal static class WorkloadRules
{
    public static RolloutDecision? Missing(RolloutState state) =>
        state.Observation.Workload is null
            ? new RolloutDecision(Verdict.Progressing(Reasons.WorkloadNotFound, MissingMessage(state.Observation.Binding)))
            : null;

    public static RolloutDecision? Taken(RolloutState state) =>
        state.Observation.OlderClaim is { } other
            ? new RolloutDecision(Verdict.Stalled(Reasons.WorkloadTaken, TakenMessage(state.Observation.Binding, other)))
            : null;

    public static void AddCondition(ConditionSet conditions, RolloutObservation observation)
    {
        GenAIDeployment binding = observation.Binding;
        if (observation.Workload is null)
        {
            conditions.Set(ConditionTypes.WorkloadFound, false, Reasons.WorkloadNotFound, MissingMessage(binding));
        }
        else if (observation.OlderClaim is { } other)
        {
            conditions.Set(ConditionTypes.WorkloadFound, false, Reasons.WorkloadTaken, TakenMessage(binding, other));
        }
        else
        {
            conditions.Set(ConditionTypes.WorkloadFound, true, Reasons.Succeeded, $"{Name(binding)} is bound by this object alone.");
        }
    }

    public static string Name(GenAIDeployment binding) => $"{binding.Spec.WorkloadRef.Kind} {binding.Spec.WorkloadRef.Name}";

    private static string MissingMessage(GenAIDeployment binding) =>
        $"{Name(binding)} ({binding.Spec.WorkloadRef.ApiVersion}) does not exist in namespace {binding.Metadata.NamespaceProperty}. "
        + "Create it, and the snapshot is rolled out to it.";

    private static string TakenMessage(GenAIDeployment binding, string other) =>
        $"{Name(binding)} is bound by {other}, which is older. Delete one of the two.";
}
