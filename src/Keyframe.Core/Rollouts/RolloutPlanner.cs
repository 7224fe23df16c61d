using System.Collections.Immutable;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Rollouts;

/// <summary>How a snapshot reaches a workload: the whole policy, as an ordered list of rules of which the first that speaks decides.</summary>
public static class RolloutPlanner
{
    /// <summary>The policy.</summary>
    public static ImmutableArray<RolloutRule> Rules { get; } =
    [
        new("the workload does not exist", WorkloadRules.Missing),
        new("an older binding holds the workload", WorkloadRules.Taken),
        new("what the template mounts is lost", SnapshotRules.Lost),
        new("the snapshot is not ready", SnapshotRules.NotReady),
        new("the template cannot take the snapshot", SnapshotRules.NoTarget),
        new("somebody else moved the template", TemplateRules.Moved),
        new("another snapshot or injection is asked for", TemplateRules.RollOut),
        new("our section of the template is not whole", TemplateRules.Repair),
        new("pods are being replaced", ProgressRules.Watch),
        new("nothing to do", ProgressRules.Settled),
    ];

    /// <summary>Plans a binding. Pure and total.</summary>
    /// <param name="observation">What was observed.</param>
    public static Plan<GenAIDeploymentStatus> Plan(RolloutObservation observation)
    {
        RolloutState state = RolloutState.Of(observation);
        RolloutDecision decision = Rules.Select(rule => rule.Decide(state)).First(decision => decision is not null)!;
        return Compose(state, decision);
    }

    private static Plan<GenAIDeploymentStatus> Compose(RolloutState state, RolloutDecision decision)
    {
        RolloutObservation observation = state.Observation;
        GenAIDeploymentStatus begun = decision.Record is { } record
            ? History.Begin(state.Recorded, record, observation.Now)
            : state.Recorded;
        GenAIDeploymentStatus done = decision.Template is null ? begun : History.Activate(begun, observation.Now);
        done = decision.Completes ? History.Complete(done, observation.Now) : done;
        return new Plan<GenAIDeploymentStatus>(Judge(done, state, decision.Verdict))
        {
            ConfigMaps = decision.NeedsOwner ? Ownership(state) : [],
            // Only what is new goes ahead. A retry of a refused write would else say Progressing and Stalled in turn, each of them
            // a change that wakes the controller again, for ever.
            WriteAhead = decision.Record is null ? null : Judge(begun, state, decision.Verdict),
            Template = decision.Template,
            LookAgain = decision.LookAgain,
            Events = decision.Events,
            OnFailure = failure => Judge(begun, state, FailureVerdict.Of(failure)),
        };
    }

    private static GenAIDeploymentStatus Judge(GenAIDeploymentStatus status, RolloutState state, Verdict verdict)
    {
        RolloutObservation observation = state.Observation;
        long generation = observation.Binding.Metadata.Generation ?? 0;
        ConditionSet conditions = new ConditionSet(status.Conditions, generation, observation.Now).Judge(verdict);
        WorkloadRules.AddCondition(conditions, observation);
        if (verdict.Reason is Reasons.FieldConflict or Reasons.TemplateMoved)
        {
            conditions.Set(ConditionTypes.FieldConflict, true, verdict.Reason, verdict.Message);
        }

        return status with
        {
            ObservedGeneration = generation,
            Conditions = conditions.ToList(),
            History = History.Bounded(status, observation.Binding.Spec.RevisionHistoryLimit),
            Workload = observation.Workload is { } workload
                ? new WorkloadStatus
                {
                    Uid = workload.Metadata.Uid,
                    Replicas = workload.Counts.Wanted,
                    Updated = workload.Counts.Updated,
                    Ready = workload.Counts.Ready,
                    ObservedGeneration = workload.Status.ObservedGeneration,
                }
                : null,
        };
    }

    /// <summary>The workload becomes an owner of the ConfigMap before its template names it, so that deleting the snapshot never
    /// takes the configuration from pods.</summary>
    private static IReadOnlyList<ConfigMapWrite> Ownership(RolloutState state) =>
        state.Observation.ConfigMap?.OwnedBy(OwnerIdentity.Of(state.Workload)) ?? [];
}
