using Keyframe.Api.Deployments;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// An observation together with what follows from it without any decision: the recorded status brought up to date with the live
/// template, and the section that the spec asks for.
/// </summary>
public sealed class RolloutState
{
    private RolloutState(RolloutObservation observation) => Observation = observation;

    /// <summary>What was observed.</summary>
    public RolloutObservation Observation { get; }

    /// <summary>The snapshot in the live template, or null.</summary>
    public TemplateIdentity? Live { get; private init; }

    /// <summary>The recorded status, brought up to date with the live template.</summary>
    public required GenAIDeploymentStatus Recorded { get; init; }

    /// <summary>The history entry of the active snapshot, or null.</summary>
    public RevisionEntry? ActiveEntry =>
        Recorded.Active is { } active ? Recorded.History.FirstOrDefault(entry => entry.Revision == active.Revision) : null;

    /// <summary>
    /// What the active snapshot consists of, or null. Not simply what was observed as active: a pending write that is taken up
    /// becomes active with this very look.
    /// </summary>
    public SnapshotFacts? ActiveFacts =>
        Recorded.Active is { } active
            ? new[] { Observation.Active, Observation.Pending, Observation.Desired }
                .FirstOrDefault(facts => facts?.Name == active.Snapshot && facts.Digest == active.Digest)
            : null;

    /// <summary>The section the spec asks for; null while the snapshot is not ready, or the template cannot take it.</summary>
    public InjectionSection? Target { get; private init; }

    /// <summary>Why the template cannot take the snapshot; null where it can.</summary>
    public Verdict? TargetFault { get; private init; }

    /// <summary>The workload. Only rules behind the one that reports a missing workload may ask.</summary>
    public Workload Workload => Observation.Workload ?? throw new InvalidOperationException("no workload was observed");

    /// <summary>Derives the state of a binding.</summary>
    /// <param name="observation">What was observed.</param>
    public static RolloutState Of(RolloutObservation observation)
    {
        TemplateIdentity? live = observation.Workload is { } workload ? TemplateIdentity.Of(workload.Spec.Template) : null;
        GenAIDeploymentStatus recorded = observation.Binding.Status ?? new GenAIDeploymentStatus();
        recorded = TakeUpPending(TakeUpBaseline(recorded, live, observation), live, observation);
        InjectionSection? target = Aim(observation, out Verdict? fault);
        return new RolloutState(observation)
        {
            Live = live,
            Target = target,
            TargetFault = fault,
            Recorded = WithdrawUnwanted(recorded, target, observation),
        };
    }

    /// <summary>Whether a recorded revision put exactly this section into the template.</summary>
    /// <param name="entry">The revision.</param>
    /// <param name="section">The section.</param>
    internal static bool Carries(RevisionEntry entry, InjectionSection section) =>
        entry.Digest == section.Digest.Value && entry.Injection == section.Hash;

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

    /// <summary>A rollout that was recorded but never written is given up once the spec asks for what is active again.</summary>
    private static GenAIDeploymentStatus WithdrawUnwanted(
        GenAIDeploymentStatus recorded, InjectionSection? target, RolloutObservation observation)
    {
        RevisionEntry? Entry(long? revision) => recorded.History.FirstOrDefault(entry => entry.Revision == revision);
        return target is not null
            && Entry(recorded.Active?.Revision) is { } active && Carries(active, target)
            && !(Entry(recorded.Pending?.Revision) is { } pending && Carries(pending, target))
            ? History.Withdraw(recorded, observation.Now)
            : recorded;
    }

    /// <summary>
    /// A binding without a record (new, restored, renamed in Git) on a template that carries a snapshot already: that is the
    /// baseline. No rollout, no undo is read into it. Not while an older binding holds the workload: by the time it lets go, the
    /// template may carry another snapshot, which would then look as if a stranger had moved it. Nor where what the template says
    /// cannot be a snapshot: anybody can write an annotation, and a history must not begin with it.
    /// </summary>
    private static GenAIDeploymentStatus TakeUpBaseline(
        GenAIDeploymentStatus recorded, TemplateIdentity? live, RolloutObservation observation)
    {
        bool named = live is { Snapshot.Length: > 0 } && Digest.TryParse(live.Digest, out _);
        if (live is null || !named || recorded.Active is not null || recorded.Pending is not null || observation.OlderClaim is not null)
        {
            return recorded;
        }

        long revision = History.NextRevision(recorded);
        var entry = new RevisionEntry
        {
            Revision = revision,
            Snapshot = live.Snapshot,
            Digest = live.Digest,
            Injection = live.Injection,
            StartedAt = observation.Now,
            Result = RevisionResult.Progressing,
            Cause = $"snapshot {live.Snapshot} found in the workload's template",
        };
        return recorded with
        {
            Active = new ActiveSnapshot { Snapshot = live.Snapshot, Digest = live.Digest, Revision = revision, Since = observation.Now },
            Desired = new SnapshotIdentity { Snapshot = live.Snapshot, Digest = live.Digest },
            History = [entry, .. recorded.History],
        };
    }

    /// <summary>A recorded write that the live template shows to be done, also where the operator died right after it.</summary>
    private static GenAIDeploymentStatus TakeUpPending(
        GenAIDeploymentStatus recorded, TemplateIdentity? live, RolloutObservation observation) =>
        recorded.Pending is { } pending && live is not null && live.Digest == pending.Digest && live.Injection == pending.Injection
            ? History.Activate(recorded, observation.Now)
            : recorded;
}
