using Keyframe.Api.Deployments;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// An observation together with what follows from it without any decision: the recorded status brought up to date with the live
/// template and with what was requested, and the section that the template is to carry.
/// </summary>
/// <param name="Observation">What was observed.</param>
public sealed record RolloutState(RolloutObservation Observation)
{
    /// <summary>The snapshot in the live template, or null.</summary>
    public TemplateIdentity? Live { get; private init; }

    /// <summary>The recorded status, brought up to date.</summary>
    public required GenAIDeploymentStatus Recorded { get; init; }

    /// <summary>The section the spec asks for; null while the snapshot is not ready, or the template cannot take it.</summary>
    public InjectionSection? Target { get; private init; }

    /// <summary>Why the template cannot take the snapshot; null where it can.</summary>
    public Verdict? TargetFault { get; private init; }

    /// <summary>
    /// The section that the template is to carry: what the spec asks for, or, while that is held, what is active, with those
    /// changes of the spec that are not held. Null where neither is known.
    /// </summary>
    public InjectionSection? Goal { get; private init; }

    /// <summary>The revision that a request asks to go back to; null where none does.</summary>
    public RevisionEntry? Requested { get; init; }

    /// <summary>The request that was answered by this look, to be told as an event; null where none was.</summary>
    public HandledRequest? Answered { get; init; }

    /// <summary>Whether what the spec asks for is held: it failed or was taken back, and is not tried again by itself.</summary>
    public bool IsHeld => Recorded.Hold is not null;

    /// <summary>The history entry of the active snapshot, or null.</summary>
    public RevisionEntry? ActiveEntry => EntryOf(Recorded.Active?.Revision);

    /// <summary>The history entry of the pending write, or null.</summary>
    public RevisionEntry? PendingEntry => EntryOf(Recorded.Pending?.Revision);

    /// <summary>
    /// What the active snapshot consists of, or null. Not simply what was observed as active: a pending write that is taken up
    /// becomes active with this very look.
    /// </summary>
    public SnapshotFacts? ActiveFacts => Recorded.Active is { } active ? FactsOf(active.Snapshot, active.Digest) : null;

    /// <summary>The template of the workload that its pods were made from, as they name it; null unless all are ready and of one.</summary>
    public string? SettledTemplate => Observation.Pods is { Count: > 0 } pods
        && pods.All(pod => pod.ReadySince is not null && !pod.IsDeleting && pod.Revision == pods[0].Revision)
            ? pods[0].Revision
            : null;

    /// <summary>The workload. Only rules behind the one that reports a missing workload may ask.</summary>
    public Workload Workload => Observation.Workload ?? throw new InvalidOperationException("no workload was observed");

    /// <summary>What the spec asks for, as far as it can be told.</summary>
    public SnapshotIdentity Desired => new()
    {
        Snapshot = Observation.Binding.Spec.SnapshotRef.Name,
        Digest = Target?.Digest.Value ?? Observation.Snapshot?.Status?.Digest,
    };

    /// <summary>
    /// Whether the spec asks for another snapshot than when it was last acted upon, so that what happened to the template since
    /// then is overtaken.
    /// </summary>
    public bool IsNewIntent => Target is { } target && Recorded.Desired switch
    {
        null => true,
        { Digest: null, Snapshot: var snapshot } => snapshot != target.Snapshot,
        { Digest: var digest } => digest != target.Digest.Value,
    };

    /// <summary>Derives the state of a binding.</summary>
    /// <param name="observation">What was observed.</param>
    public static RolloutState Of(RolloutObservation observation)
    {
        TemplateIdentity? live = observation.Workload is { } workload ? TemplateIdentity.Of(workload.Spec.Template) : null;
        GenAIDeploymentStatus recorded = observation.Binding.Status ?? new GenAIDeploymentStatus();
        recorded = Recovery.TakeUpPending(
            Recovery.TakeUpBaseline(recorded, live, observation), live, observation.Workload, observation.Now);
        InjectionSection? target = Aim(observation, out Verdict? fault);
        var state = new RolloutState(observation) { Live = live, Target = target, TargetFault = fault, Recorded = recorded };
        return RequestRules.Answer(HoldRules.Release(state)).Aiming();
    }

    /// <summary>What a snapshot consists of, where it was observed.</summary>
    /// <param name="snapshot">Its name.</param>
    /// <param name="digest">Its digest.</param>
    internal SnapshotFacts? FactsOf(string snapshot, string digest) =>
        new[] { Observation.Active, Observation.Pending, Observation.Desired }
            .FirstOrDefault(facts => facts?.Name == snapshot && facts.Digest == digest);

    /// <summary>Whether a recorded revision put what a section asks for into the template, however it was rendered.</summary>
    /// <param name="entry">The revision.</param>
    /// <param name="section">The section.</param>
    internal static bool Carries(RevisionEntry entry, InjectionSection section) =>
        entry.Digest == section.Digest.Value && entry.Snapshot == section.Snapshot
        && (entry.Containers is not { Count: > 0 } containers
            ? entry.Injection == section.Hash
            : InjectionIntent.Of(containers, entry.MountPath ?? "") == section.Intent);

    private RevisionEntry? EntryOf(long? revision) => Recorded.History.FirstOrDefault(entry => entry.Revision == revision);

    /// <summary>
    /// The state with its goal, and without a recorded rollout that nobody asks for any more. What is asked for and in force
    /// already is acted upon by that: without it on record, a later undo would look overtaken by the spec.
    /// </summary>
    private RolloutState Aiming()
    {
        InjectionSection? goal = HoldRules.Goal(this);
        bool unwanted = goal is not null && ActiveEntry is { } active && Carries(active, goal)
            && PendingEntry is { } pending && !Carries(pending, goal)
            && !(IsHeld && pending.Initiator != RevisionInitiator.Spec);
        GenAIDeploymentStatus recorded = unwanted ? History.Withdraw(Recorded, Desired, Observation.Now) : Recorded;
        return this with { Goal = goal, Recorded = IsFulfilled(goal) ? recorded with { Desired = Desired } : recorded };
    }

    /// <summary>
    /// Whether the spec asks for what is in the template already, as where Git follows an undo. There is nothing to roll out
    /// then, but it is acted upon: what happens to the template from now on is not overtaken by it.
    /// </summary>
    private bool IsFulfilled(InjectionSection? goal) =>
        goal is not null && Target is not null && ActiveEntry is { } active && Carries(active, goal)
        && (Live?.Digest, Live?.Injection) == (active.Digest, active.Injection);

    private static InjectionSection? Aim(RolloutObservation observation, out Verdict? fault)
    {
        fault = null;
        if (observation is not { Workload: { } workload, Snapshot: { Status.ConfigMapName: { } configMap } snapshot }
            || !Digest.TryParse(snapshot.Status.Digest, out Digest digest))
        {
            return null;
        }

        InjectionTarget? target = InjectionTarget.Resolve(observation.Binding.Spec.Injection, workload.Spec.Template, out fault);
        return target is null
            ? null
            : InjectionSection.Render(snapshot.Metadata.Name, digest, configMap, target.Containers, target.MountPath);
    }
}
