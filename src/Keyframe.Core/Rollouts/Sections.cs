using System.Diagnostics.CodeAnalysis;
using Keyframe.Api.Deployments;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// The sections of revisions. Going back brings back exactly what ran: where this version of the operator would render it
/// otherwise, it is copied from the revision that Kubernetes keeps.
/// </summary>
internal static class Sections
{
    /// <summary>Looks for the section of a recorded revision.</summary>
    /// <param name="state">The state.</param>
    /// <param name="entry">The revision.</param>
    /// <param name="section">The section, where it is known.</param>
    /// <returns>Whether it is known now. Otherwise the workload's revisions have to be read, or were, and tell nothing.</returns>
    public static bool TryFind(RolloutState state, RevisionEntry entry, [NotNullWhen(true)] out InjectionSection? section)
    {
        section = Rendered(entry, state.Observation.Workload);
        if (section?.Hash == entry.Injection)
        {
            return true;
        }

        if (state.Observation.Reading is not { } reading)
        {
            section = null;
            return false;
        }

        // A revision that Kubernetes has trimmed is rendered anew: the same configuration in this version's clothes.
        section = reading.Revisions.Select(revision => revision.Template.Section)
            .FirstOrDefault(found => found?.Digest.Value == entry.Digest && found.Hash == entry.Injection) ?? section;
        return section is not null;
    }

    /// <summary>A recorded revision as this version of the operator renders it; null where too little of it was recorded.</summary>
    /// <param name="entry">The revision.</param>
    /// <param name="workload">The workload, from whose template it is told what older records do not say.</param>
    public static InjectionSection? Rendered(RevisionEntry entry, Workload? workload)
    {
        PodTemplate template = workload?.Spec.Template ?? new PodTemplate();
        (IReadOnlyList<string> containers, string path) = entry.Containers is { Count: > 0 } recorded
            ? (recorded, entry.MountPath ?? "")
            : Recovery.MountsOf(template);
        string? configMap = entry.ConfigMap ?? template.Snapshot;
        return containers.Count > 0 && configMap is not null && Digest.TryParse(entry.Digest, out Digest digest)
            ? InjectionSection.Render(entry.Snapshot, digest, configMap, containers, path)
            : null;
    }

    /// <summary>A new revision that puts a section into the template.</summary>
    /// <param name="state">The state.</param>
    /// <param name="section">The section.</param>
    /// <param name="initiator">Who or what began it.</param>
    /// <param name="rollbackOf">The revision that it takes out of service, if it goes back.</param>
    /// <param name="cause">What changes, in words.</param>
    public static RolloutRecord Begin(
        RolloutState state, InjectionSection section, RevisionInitiator initiator, long? rollbackOf, string cause)
    {
        Workload workload = state.Workload;
        long revision = History.NextRevision(state.Recorded);
        var entry = new RevisionEntry
        {
            Revision = revision,
            Snapshot = section.Snapshot,
            Digest = section.Digest.Value,
            ConfigMap = section.ConfigMapName,
            Injection = section.Hash,
            Containers = section.Containers,
            MountPath = section.MountPath,
            Image = Recovery.ImageOf(workload.Spec.Template, section.Containers),
            StartedAt = state.Observation.Now,
            Result = RevisionResult.Progressing,
            Initiator = initiator,
            RollbackOf = rollbackOf,
            Cause = cause,
        };
        var pending = new PendingRollout
        {
            Snapshot = section.Snapshot,
            Digest = section.Digest.Value,
            Injection = section.Hash,
            Revision = revision,
            WorkloadResourceVersion = workload.Metadata.ResourceVersion,
            Replaces = state.Live is { Injection.Length: > 0 } live ? live.Injection : null,
        };
        return new RolloutRecord(entry, pending) { Desired = state.Desired, Hold = state.Recorded.Hold };
    }
}
