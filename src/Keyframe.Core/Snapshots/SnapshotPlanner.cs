using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Conditions;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// How a snapshot becomes an immutable ConfigMap: once, with the digest that is recorded first. A changed snapshot is never
/// materialized over an old one, and what was materialized needs neither its prompts nor the operator any more.
/// </summary>
public static class SnapshotPlanner
{
    /// <summary>The longest name of a snapshot: its ConfigMap's name adds eleven characters and is used as a label value.</summary>
    public const int MaxNameLength = 52;

    /// <summary>Plans a snapshot. Pure and total.</summary>
    /// <param name="observation">What was observed.</param>
    public static Plan<GenAIAppSnapshotStatus> Plan(SnapshotObservation observation)
    {
        GenAIAppSnapshot snapshot = observation.Snapshot;
        GenAIAppSnapshotStatus recorded = snapshot.Status ?? new GenAIAppSnapshotStatus();
        var conclusion = new SnapshotConclusion(observation, recorded);
        bool hasForm = SpecDigest.Of(snapshot.Spec).TryGet(out Digest spec, out Fault? fault);
        if (!IsProven(snapshot)
            && (hasForm ? Contradiction(snapshot, recorded, spec) : Verdict.Stalled(fault!.Reason, fault.Message)) is { } contradiction)
        {
            return conclusion.Refuse(contradiction);
        }

        conclusion = conclusion with { Status = hasForm ? recorded with { SpecDigest = spec.Value } : recorded };
        return observation switch
        {
            { Settled: { } settled } => Owned(conclusion.Ready($"Materialized in ConfigMap {settled.Name}."), settled, snapshot),
            { IsRestored: true, Existing: { } restored } => Take(conclusion, restored),
            _ => Make(conclusion, observation),
        };
    }

    private static Plan<GenAIAppSnapshotStatus> Make(SnapshotConclusion conclusion, SnapshotObservation observation)
    {
        if (observation.Resolution is not { Fault: null } resolution)
        {
            return conclusion.Wait(observation.Resolution?.Fault
                ?? Verdict.Progressing(Reasons.Progressing, "The prompts have not been read yet."));
        }

        if (observation.Rendering is not { } rendering)
        {
            return conclusion.Wait(Verdict.Progressing(Reasons.Progressing, "The document has not been rendered yet."));
        }

        return rendering.TryGet(out SnapshotDocument? document, out Fault? unfit)
            ? Materialize(conclusion, document, resolution)
            : conclusion.Refuse(Verdict.Stalled(unfit.Reason, unfit.Message));
    }

    /// <summary>
    /// Whether a version of the operator found this very spec to be the recorded one: the API server counts every change of a spec
    /// in its generation. Another version may give the same spec another digest, which says nothing about the spec.
    /// </summary>
    private static bool IsProven(GenAIAppSnapshot snapshot) =>
        StandingReport.Of(snapshot.Status, snapshot.Metadata.Generation).Standing == Standing.Ready;

    private static Verdict? Contradiction(GenAIAppSnapshot snapshot, GenAIAppSnapshotStatus recorded, Digest spec)
    {
        if (recorded.SpecDigest is { } first && first != spec.Value)
        {
            return Verdict.Stalled(
                Reasons.SpecMutated,
                "spec was changed after it was recorded"
                + (recorded.Digest is { } digest ? $"; the materialized configuration {digest} stays as it was" : "")
                + ". Restore the spec, or create a new GenAIAppSnapshot for the change.");
        }

        return snapshot.Metadata.Name.Length > MaxNameLength
            ? Verdict.Stalled(
                Reasons.InvalidSpec,
                $"metadata.name has {snapshot.Metadata.Name.Length} characters; at most {MaxNameLength} are possible. "
                + "Create it under a shorter name.")
            : null;
    }

    private static Plan<GenAIAppSnapshotStatus> Materialize(
        SnapshotConclusion conclusion, SnapshotDocument document, SnapshotResolution resolution)
    {
        GenAIAppSnapshotStatus recorded = conclusion.Status;
        if (recorded.Digest is { } first && first != document.Digest.Value)
        {
            return conclusion.Refuse(LossVerdict.Of(conclusion.Observation, document, resolution));
        }

        if (document.SizeFault is { } size)
        {
            return conclusion.Refuse(Verdict.Stalled(size.Reason, size.Message));
        }

        string name = document.ConfigMapName(conclusion.Observation.Snapshot.Metadata.Name);
        GenAIAppSnapshotStatus status = recorded with
        {
            Digest = document.Digest.Value,
            ConfigMapName = name,
            Bytes = document.TotalBytes,
            Prompts = resolution.ToStatus(),
        };
        return conclusion.Observation.Existing is { } existing
            ? Adopt(conclusion with { Status = status }, document, name, existing)
            : Create(conclusion with { Status = status }, document, name, recorded.ConfigMapUid is null ? null : "was gone", []);
    }

    /// <summary>Something stands under the ConfigMap's name already: ours from a run that was cut short, a replacement, or a stranger.</summary>
    private static Plan<GenAIAppSnapshotStatus> Adopt(
        SnapshotConclusion conclusion, SnapshotDocument document, string name, LiveConfigMap existing)
    {
        if (existing.Holds(document))
        {
            return Take(conclusion, existing);
        }

        if (conclusion.Observation.Snapshot.Status?.ConfigMapUid is null)
        {
            return conclusion.Refuse(Verdict.Stalled(
                Reasons.ForeignConfigMap,
                $"ConfigMap {name} exists with other content and was made by {existing.Manager}; it is left alone. "
                + "Delete it, and it is made anew."));
        }

        string found = $"had been replaced by {(existing.Immutable ? "" : "a mutable one of ")}{existing.Manager}";
        return Create(conclusion, document, name, found, [new ConfigMapWrite.Delete(name, existing.Identity.Uid)]);
    }

    private static Plan<GenAIAppSnapshotStatus> Take(SnapshotConclusion conclusion, LiveConfigMap existing)
    {
        SnapshotConclusion taken = conclusion with { Status = conclusion.Status with { ConfigMapUid = existing.Identity.Uid } };
        return Owned(
            taken.Ready($"Materialized in ConfigMap {existing.Identity.Name}."), existing.Identity, conclusion.Observation.Snapshot);
    }

    /// <summary>
    /// Makes the snapshot an owner of its ConfigMap where it is not: one that outlived an earlier snapshot of the same name, because
    /// pods mount it, would else be collected with those pods.
    /// </summary>
    private static Plan<GenAIAppSnapshotStatus> Owned(
        Plan<GenAIAppSnapshotStatus> plan, ConfigMapIdentity configMap, GenAIAppSnapshot snapshot) =>
        plan with { ConfigMaps = configMap.OwnedBy(OwnerIdentity.Of(snapshot)) };

    private static Plan<GenAIAppSnapshotStatus> Create(
        SnapshotConclusion conclusion, SnapshotDocument document, string name, string? found, IReadOnlyList<ConfigMapWrite> first)
    {
        GenAIAppSnapshot snapshot = conclusion.Observation.Snapshot;
        var create = new ConfigMapWrite.Create(
            name,
            new Dictionary<string, string>(SnapshotLabels.Of(snapshot, conclusion.Status))
            {
                [Labels.Snapshot] = snapshot.Metadata.Name,
                [Labels.ManagedBy] = Labels.ManagedByKeyframe,
            },
            new Dictionary<string, string> { [Annotations.Digest] = document.Digest.Value },
            [OwnerIdentity.Of(snapshot), .. conclusion.Observation.Consumers],
            document.Files);
        Plan<GenAIAppSnapshotStatus> plan = conclusion.Ready($"Materialized in ConfigMap {name}.");
        return plan with
        {
            ConfigMaps = [.. first, create],
            OnCreated = static (status, uid) => status with { ConfigMapUid = uid },
            Events =
            [
                .. plan.Events,
                found is null
                    ? new EventNote(Reasons.Created, "Materialize", $"Created ConfigMap {name} with digest {document.Digest.Value}")
                    : new EventNote(
                        Reasons.Restored,
                        "Materialize",
                        $"ConfigMap {name} {found}; it has been put back with digest {document.Digest.Value}",
                        Warning: true),
            ],
        };
    }
}
