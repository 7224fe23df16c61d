using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>Brings a record up to date with what happened while nobody wrote it: a crash, a lost status.</summary>
internal static class Recovery
{
    /// <summary>
    /// Whether a binding without a record (new, restored, renamed in Git) stands before a template that carries a snapshot
    /// already: that is the baseline. No rollout, no undo is read into it. Not while an older binding holds the workload: by the
    /// time it lets go, the template may carry another snapshot, which would then look as if a stranger had moved it. Nor where
    /// what the template says cannot be a snapshot: anybody can write an annotation, and a history must not begin with it. So does one
    /// whose workload was taken back to before it was bound, and then forth again.
    /// </summary>
    public static bool IsBaseline(GenAIDeploymentStatus recorded, TemplateIdentity? live, RolloutObservation observation) =>
        live is { Snapshot.Length: > 0 } && Digest.TryParse(live.Digest, out _)
        && recorded is { Active: null, Pending: null, Hold: null or { Reason: Reasons.WorkloadDetached } } && observation.OlderClaim is null;

    /// <summary>Takes up the baseline, once the workload's revisions have been read, which tell what ran before.</summary>
    public static GenAIDeploymentStatus TakeUpBaseline(
        GenAIDeploymentStatus recorded, TemplateIdentity? live, RolloutObservation observation)
    {
        if (!IsBaseline(recorded, live, observation) || observation.Reading is not { } reading
            || !Digest.TryParse(live!.Digest, out Digest digest))
        {
            return recorded;
        }

        PodTemplate template = observation.Workload!.Spec.Template;
        RevisionEntry[] earlier = recorded.Hold is null ? Earlier(reading, live, History.NextRevision(recorded)) : [];
        long revision = History.NextRevision(recorded) + earlier.Length;
        (string[] containers, string path) = MountsOf(template);
        string configMap = ConfigMapOf(template, live, digest);
        var entry = new RevisionEntry
        {
            Revision = revision,
            Snapshot = live.Snapshot,
            Digest = live.Digest,
            ConfigMap = configMap,
            Injection = InjectionOf(
                template, InjectionSection.Render(live.Snapshot, digest, configMap, containers, path), live.Injection),
            Containers = containers,
            MountPath = path.Length > 0 ? path : null,
            Image = ImageOf(template, containers),
            StartedAt = observation.Now,
            Result = RevisionResult.Progressing,
            Initiator = RevisionInitiator.Found,
            Cause = reading.ChangeCause ?? $"snapshot {live.Snapshot} found in the workload's template",
        };
        return recorded with
        {
            Active = new ActiveSnapshot { Snapshot = live.Snapshot, Digest = live.Digest, Revision = revision, Since = observation.Now },
            Desired = new SnapshotIdentity { Snapshot = live.Snapshot, Digest = live.Digest },
            History = [entry, .. earlier.Reverse(), .. recorded.History],
            Hold = recorded.Hold is { } hold && (hold.Digest, hold.Injection) != (live.Digest, InjectionIntent.Of(template))
                ? hold with { Reason = Reasons.Undone }
                : null,
        };
    }

    /// <summary>
    /// A recorded write that the live template shows to be done, also where the operator died right after it; and one whose answer
    /// was lost, and that landed after the spec had changed again. That is so only where the fields are ours: kubectl may go back to it
    /// later, which is a decision to keep.
    /// </summary>
    public static GenAIDeploymentStatus TakeUpPending(
        GenAIDeploymentStatus recorded, TemplateIdentity? live, Workload? workload, DateTimeOffset now)
    {
        if (live is null)
        {
            return recorded;
        }

        if (recorded.Pending is { } pending && (live.Digest, live.Injection) == (pending.Digest, pending.Injection))
        {
            return History.Activate(recorded, now);
        }

        RevisionEntry? late = workload?.IsHeldByOperator == false ? null : recorded.History.FirstOrDefault(entry =>
            entry.Revision > recorded.Active?.Revision && (entry.Digest, entry.Injection) == (live.Digest, live.Injection));
        return late is null ? recorded : History.ActivateLate(recorded, late, now);
    }

    /// <summary>The containers of a template that mount a snapshot, and where.</summary>
    public static (string[] Containers, string MountPath) MountsOf(PodTemplate template)
    {
        (string Container, string Path)[] mounts =
        [
            .. from container in template.Spec.Containers
               from mount in container.VolumeMounts
               where mount.Name == InjectedNames.Volume
               select (container.Name, mount.MountPath),
        ];
        return ([.. mounts.Select(mount => mount.Container).Distinct()], mounts.FirstOrDefault().Path ?? "");
    }

    /// <summary>The image of the first container that reads the snapshot.</summary>
    public static string? ImageOf(PodTemplate template, IReadOnlyList<string> containers) =>
        template.Spec.Containers.FirstOrDefault(container => containers.Count > 0 && container.Name == containers[0])?.Image;

    /// <summary>What holds the snapshot that a template names, also where somebody made it mount that of another one.</summary>
    private static string ConfigMapOf(PodTemplate template, TemplateIdentity live, Digest digest) =>
        template.Snapshot is { } mounted && mounted.EndsWith($"-{digest.Short}", StringComparison.Ordinal)
            ? mounted
            : SnapshotDocument.ConfigMapName(live.Snapshot, digest);

    /// <summary>
    /// What the template says of itself where it is true; of one that was edited, what it would say if it were whole, so that it is
    /// made whole.
    /// </summary>
    private static string InjectionOf(PodTemplate template, InjectionSection whole, string injection) =>
        InjectionSection.Read(template) is not null && template.Snapshot == whole.ConfigMapName ? injection
        : whole.Containers.Count > 0 ? whole.Hash
        : "";

    /// <summary>
    /// What the revisions that Kubernetes keeps tell of before, oldest first. Nobody knows any more how they ended, so none of
    /// them is gone back to by itself.
    /// </summary>
    private static RevisionEntry[] Earlier(WorkloadReading reading, TemplateIdentity live, long first) =>
    [
        .. reading.Revisions.OrderBy(revision => revision.Number)
            .Where(revision => revision.Template.Section is { } section
                && (section.Digest.Value, section.Hash) != (live.Digest, live.Injection))
            .Select((revision, index) => new RevisionEntry
            {
                Revision = first + index,
                Snapshot = revision.Template.Section!.Snapshot,
                Digest = revision.Template.Section.Digest.Value,
                ConfigMap = revision.Template.Section.ConfigMapName,
                Injection = revision.Template.Section.Hash,
                Containers = revision.Template.Section.Containers,
                MountPath = revision.Template.Section.MountPath,
                Image = revision.Image,
                StartedAt = revision.CreatedAt,
                Result = RevisionResult.Superseded,
                Initiator = RevisionInitiator.Found,
                Cause = revision.ChangeCause ?? $"snapshot {revision.Template.Section.Snapshot} found in a revision of the workload",
            }),
    ];
}
