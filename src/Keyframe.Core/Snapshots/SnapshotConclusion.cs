using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Snapshots;

/// <summary>Turns the judgement of a snapshot into its conditions.</summary>
/// <param name="Observation">What was observed.</param>
/// <param name="Status">The status so far, without conditions.</param>
internal sealed record SnapshotConclusion(SnapshotObservation Observation, GenAIAppSnapshotStatus Status)
{
    /// <summary>All is well.</summary>
    public Plan<GenAIAppSnapshotStatus> Ready(string message) => Conclude(
        Verdict.Ready(Reasons.Materialized, $"{message} Digest {Status.Digest}."),
        (true, Reasons.Succeeded, PromptsMessage()),
        (true, Reasons.Materialized, message));

    /// <summary>A prompt is missing, or is not the one that was expected.</summary>
    public Plan<GenAIAppSnapshotStatus> Wait(Verdict verdict) => Conclude(
        verdict,
        (false, verdict.Reason, verdict.Message),
        (false, verdict.Reason, (Status.ConfigMapName, Observation.Existing) switch
        {
            (null, _) => "Waiting for the prompts.",
            ({ } name, null) => $"ConfigMap {name} is gone and waits for the prompts.",
            ({ } name, { } other) =>
                $"ConfigMap {name} has been replaced by {other.Manager} and waits for the prompts, to be put back.",
        }));

    /// <summary>The snapshot cannot be materialized as it is.</summary>
    public Plan<GenAIAppSnapshotStatus> Refuse(Verdict verdict) => Conclude(
        verdict,
        (Observation.Resolution is { Fault: null } ? true : null, verdict.Reason, verdict.Message),
        (Observation.Settled is not null, verdict.Reason, verdict.Message));

    private string PromptsMessage() =>
        Status.Prompts is { Count: > 0 } prompts
            ? string.Join(", ", prompts.Select(prompt => $"{prompt.Name}={prompt.Prompt}@{prompt.Version}"))
            : "Every prompt is resolved.";

    private Plan<GenAIAppSnapshotStatus> Conclude(
        Verdict verdict,
        (bool? Holds, string Reason, string Message) prompts,
        (bool? Holds, string Reason, string Message) materialized)
    {
        long generation = Observation.Snapshot.Metadata.Generation ?? 0;
        Condition? index = Observation.Snapshot.Status?.Conditions.FirstOrDefault(found => found.Type == ConditionTypes.RetrievalInSync);
        GenAIAppSnapshotStatus Judge(GenAIAppSnapshotStatus status, Verdict judged, bool? done)
        {
            ConditionSet conditions = new ConditionSet(status.Conditions, generation, Observation.Now)
                .Judge(judged)
                .Set(ConditionTypes.PromptsResolved, prompts.Holds, prompts.Reason, prompts.Message)
                .Set(ConditionTypes.Materialized, done, judged.Reason, done == materialized.Holds ? materialized.Message : judged.Message);
            Observation.Retrieval?.Tell(conditions, index);
            return status with { ObservedGeneration = generation, Conditions = conditions.ToList() };
        }

        return new Plan<GenAIAppSnapshotStatus>(Judge(Status, verdict, materialized.Holds))
        {
            Labels = Status.Digest is null ? new Dictionary<string, string>() : SnapshotLabels.Of(Observation.Snapshot, Status),
            Events = Observation.Retrieval?.Since(index) is { } news ? [news] : [],
            OnFailure = failure => Judge(
                Observation.Snapshot.Status ?? new GenAIAppSnapshotStatus(),
                FailureVerdict.Of(failure),
                Observation.Settled is not null),
        };
    }
}
