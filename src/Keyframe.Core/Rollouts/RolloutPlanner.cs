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
        new("the record is lost", MoveRules.Recover),
        new("the workload is to be let go", DetachRules.Detach),
        new("what the template mounts is lost", SnapshotRules.Lost),
        new("a request asks for a way back", RequestRules.GoBack),
        new("a way back is on record", WayBack.Resume),
        new("somebody else moved the template", MoveRules.Moved),
        new("the snapshot is not ready", SnapshotRules.NotReady),
        new("nothing is active, and what is asked for is held", HoldRules.NothingToKeep),
        new("the template cannot take the snapshot", SnapshotRules.NoTarget),
        new("what is asked for is paused", TemplateRules.Paused),
        new("another snapshot or injection is asked for", TemplateRules.RollOut),
        new("what somebody put back is not held by us yet", DriftRules.TakeUp),
        new("the rollout failed", FailureRules.Failed),
        new("our section of the template is not whole", DriftRules.Repair),
        new("pods are being replaced", ProgressRules.Watch),
        new("nothing to do", ProgressRules.Settled),
    ];

    /// <summary>Plans a binding. Pure and total.</summary>
    /// <param name="observation">What was observed.</param>
    /// <returns>
    /// The plan; null where the decision depends on more than caches hold. Then <see cref="RolloutObservation.Reading"/> has to
    /// be added, with which there always is one.
    /// </returns>
    public static Plan<GenAIDeploymentStatus>? Plan(RolloutObservation observation)
    {
        RolloutState state = RolloutState.Of(observation);
        RolloutDecision decision = Rules.Select(rule => rule.Decide(state)).First(decision => decision is not null)!;
        return ReferenceEquals(decision, RolloutDecision.NeedsReading)
            ? null
            : Compose(state, TemplateRules.Refuse(state, decision) ?? decision);
    }

    private static Plan<GenAIDeploymentStatus> Compose(RolloutState state, RolloutDecision decision)
    {
        RolloutObservation observation = state.Observation;
        GenAIDeploymentStatus begun = decision.Record is { } record
            ? History.Begin(state.Recorded, record, observation.Now)
            : state.Recorded;
        bool lands = decision.Template?.Section is { } section && begun.Pending is { } pending
            && (pending.Digest, pending.Injection) == (section.Digest.Value, section.Hash);
        GenAIDeploymentStatus done = lands ? History.Activate(begun, observation.Now) : begun;
        done = decision.Amend(decision.Completes ? History.Complete(done, state.SettledTemplate, observation.Now) : done);
        return new Plan<GenAIDeploymentStatus>(Judge(done, state, decision))
        {
            ConfigMaps = decision.NeedsOwner is { } owned ? Ownership(state, owned) : [],
            // Only what is new goes ahead. A retry of a refused write would else say Progressing and Stalled in turn, each of them
            // a change that wakes the controller again, for ever.
            WriteAhead = decision.Record is null ? null : Judge(begun, state, decision),
            Template = decision.Template,
            Events =
            [
                .. Announcements.Of(observation.Binding.Status, done),
                .. decision.Events,
                .. Answer(state),
                .. Blocked(state, done),
            ],
            LookAgain = Soonest(decision.LookAgain, ProgressRules.Blocking(state, done)?.LookAgain),
            OnFailure = failure => Judge(begun, state, new RolloutDecision(FailureVerdict.Of(failure))),
        };
    }

    private static TimeSpan? Soonest(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private static GenAIDeploymentStatus Judge(GenAIDeploymentStatus status, RolloutState state, RolloutDecision decision)
    {
        RolloutObservation observation = state.Observation;
        long generation = observation.Binding.Metadata.Generation ?? 0;
        BlockingPod? blocking = ProgressRules.Blocking(state, status)?.Pod;
        Verdict verdict = blocking is null
            ? decision.Verdict
            : decision.Verdict with
            {
                Message = $"{decision.Verdict.Message} Pod {blocking.Name} has to be deleted: see the condition "
                    + $"{ConditionTypes.PodBlocksRollback}.",
            };
        if (status.Hold is { } hold && decision.MayBeHeld && verdict.Standing != Standing.Stalled)
        {
            verdict = HoldRules.Explain(observation.Binding, status, hold, verdict);
        }

        ConditionSet conditions = new ConditionSet(status.Conditions, generation, observation.Now).Judge(verdict);
        WorkloadRules.AddCondition(conditions, observation);
        AddConditions(conditions, status, verdict);
        if (blocking is not null)
        {
            conditions.Set(ConditionTypes.PodBlocksRollback, true, Reasons.PodBlocksRollback, blocking.Message);
        }

        return status with
        {
            ObservedGeneration = generation,
            Conditions = conditions.ToList(),
            History = History.Bounded(status, observation.Binding.Spec, observation.Now),
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

    private static void AddConditions(ConditionSet conditions, GenAIDeploymentStatus status, Verdict verdict)
    {
        if (verdict.Reason == Reasons.FieldConflict)
        {
            conditions.Set(ConditionTypes.FieldConflict, true, verdict.Reason, verdict.Message);
        }

        if (verdict.Reason == Reasons.Detached || status.Hold?.Reason == Reasons.WorkloadDetached)
        {
            conditions.Set(ConditionTypes.WorkloadDetached, true, verdict.Reason, verdict.Message);
        }
        else if (status.Hold is { } hold)
        {
            conditions.Set(ConditionTypes.RolledBack, true, hold.Reason, HoldRules.Why(status, hold));
        }
    }

    private static IEnumerable<EventNote> Answer(RolloutState state) => state.Answered is { } answer
        ? [new EventNote(
            Reasons.RequestHandled,
            "Answer",
            $"{answer.Request}: {answer.Result}. {answer.Message}",
            Warning: answer.Result == RequestResult.Rejected)]
        : [];

    /// <summary>Somebody has to delete a pod: that is told once, when it is found.</summary>
    private static IEnumerable<EventNote> Blocked(RolloutState state, GenAIDeploymentStatus status) =>
        ProgressRules.Blocking(state, status)?.Pod is { } blocking
        && state.Observation.Binding.Status?.Conditions
            .Any(condition => condition.Type == ConditionTypes.PodBlocksRollback) != true
            ? [new EventNote(Reasons.PodBlocksRollback, "RollOut", blocking.Message, Warning: true)]
            : [];

    /// <summary>The workload becomes an owner of the ConfigMap before its template names it, so that deleting the snapshot never
    /// takes the configuration from pods.</summary>
    private static IReadOnlyList<ConfigMapWrite> Ownership(RolloutState state, string configMap) =>
        state.Observation.FindConfigMap(configMap)?.OwnedBy(OwnerIdentity.Of(state.Workload)) ?? [];
}
