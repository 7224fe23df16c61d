using Keyframe.Api.Deployments;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Rollouts;

/// <summary>The history of a binding: newest first, bounded, results told as they come about.</summary>
internal static class History
{
    /// <summary>The number of the next revision.</summary>
    public static long NextRevision(GenAIDeploymentStatus status) =>
        1 + status.History
            .Select(entry => entry.Revision)
            .Append(status.Active?.Revision ?? 0)
            .Append(status.Pending?.Revision ?? 0)
            .Max();

    /// <summary>
    /// The newest entries up to spec.revisionHistoryLimit. Those by which decisions are made always stay, however low it is: the
    /// active and the pending one, what a rollout under way or about to begin would go back to, the rollbacks that
    /// spec.rollback.limit counts, and the newest, whose number is not given again.
    /// </summary>
    public static IReadOnlyList<RevisionEntry> Bounded(GenAIDeploymentStatus status, GenAIDeploymentSpec spec, DateTimeOffset now)
    {
        HashSet<long> kept = [.. Needed(status, spec.Rollback, now).Select(entry => entry.Revision)];
        int room = Math.Max(0, spec.RevisionHistoryLimit - kept.Count);
        kept.UnionWith(status.History.Select(entry => entry.Revision).Where(revision => !kept.Contains(revision)).Take(room).ToArray());
        return [.. status.History.Where(entry => kept.Contains(entry.Revision))];
    }

    /// <summary>The automatic rollbacks that count against a limit, newest first.</summary>
    public static IEnumerable<RevisionEntry> RecentRollbacks(GenAIDeploymentStatus status, RollbackLimit limit, DateTimeOffset now)
    {
        TimeSpan window = PollInterval.Parse(limit.Per) ?? TimeSpan.FromHours(1);
        return status.History.Where(entry => entry.Initiator == RevisionInitiator.Automatic && now - entry.StartedAt < window);
    }

    /// <summary>
    /// Begins a revision: it is on top, and one that was begun before it but never got into the template is superseded. What is in
    /// force stays as it is, because it is in force until the template is written.
    /// </summary>
    public static GenAIDeploymentStatus Begin(GenAIDeploymentStatus status, RolloutRecord record, DateTimeOffset now) => status with
    {
        Desired = record.Desired,
        Pending = record.Pending,
        Hold = record.Hold,
        History =
        [
            record.Entry,
            .. Closed(status, entry => entry.Revision == status.Pending?.Revision, taker: null, now)
                .Select(entry => entry.Revision == status.Active?.Revision && record.Evidence is { } evidence
                    ? entry with { Evidence = evidence }
                    : entry),
        ],
    };

    /// <summary>The pending write is done: its snapshot is active, and what was in force before is superseded or rolled back.</summary>
    public static GenAIDeploymentStatus Activate(GenAIDeploymentStatus status, DateTimeOffset now) =>
        status.Pending is { } pending
            ? status with
            {
                Active = new ActiveSnapshot
                {
                    Snapshot = pending.Snapshot,
                    Digest = pending.Digest,
                    Revision = pending.Revision,
                    Since = now,
                },
                Pending = null,
                History = Closed(
                    status,
                    entry => entry.Revision != pending.Revision,
                    status.History.FirstOrDefault(entry => entry.Revision == pending.Revision),
                    now),
            }
            : status;

    /// <summary>A revision that was given up before it was seen in the template, and that is there after all.</summary>
    public static GenAIDeploymentStatus ActivateLate(GenAIDeploymentStatus status, RevisionEntry late, DateTimeOffset now) => status with
    {
        Active = new ActiveSnapshot { Snapshot = late.Snapshot, Digest = late.Digest, Revision = late.Revision, Since = now },
        History =
        [
            .. Closed(status, entry => entry.Revision == status.Active?.Revision, taker: null, now).Select(entry =>
                entry.Revision == late.Revision ? entry with { Result = RevisionResult.Progressing, CompletedAt = null } : entry),
        ],
    };

    /// <summary>
    /// A revision that went on record but never into the template, and that nobody asks for any more, is superseded; on record is
    /// what the spec asks for now.
    /// </summary>
    public static GenAIDeploymentStatus Withdraw(GenAIDeploymentStatus status, SnapshotIdentity desired, DateTimeOffset now) =>
        status is { Pending: { } pending }
            ? status with
            {
                Pending = null,
                Desired = desired,
                History = Closed(status, entry => entry.Revision == pending.Revision, taker: null, now),
            }
            : status;

    /// <summary>Every pod runs the active revision.</summary>
    /// <param name="status">The record.</param>
    /// <param name="template">The workload's template that they were made from; null where that cannot be told at the moment.</param>
    /// <param name="now">The time.</param>
    public static GenAIDeploymentStatus Complete(GenAIDeploymentStatus status, string? template, DateTimeOffset now) =>
        status.Active is { } active
            ? status with
            {
                History =
                [
                    .. status.History.Select(entry => entry.Revision == active.Revision ? Complete(entry, template, now) : entry),
                ],
            }
            : status;

    /// <summary>
    /// The revision that going to <paramref name="digest"/> takes out of service, if that is a way back: the binding ran the
    /// snapshot for the first time before it first ran the one that is active now. One that failed, or never ran in every pod, is no
    /// way back but another attempt: were it one, what works now would be out of the question should it fail again.
    /// </summary>
    public static long? RollbackOf(GenAIDeploymentStatus status, string digest)
    {
        if (status.Active is not { } active || active.Digest == digest)
        {
            return null;
        }

        long? First(string of, Func<RevisionEntry, bool> which) =>
            status.History.Where(entry => entry.Digest == of && which(entry)).Min(entry => (long?)entry.Revision);
        return First(digest, IsGood) < First(active.Digest, _ => true) ? active.Revision : null;
    }

    /// <summary>
    /// The last revision that every pod ran and that another configuration can go back to from the active one; null where there
    /// is none.
    /// </summary>
    /// <param name="status">The record.</param>
    /// <param name="fits">What else it has to be.</param>
    public static RevisionEntry? LastCompleted(GenAIDeploymentStatus status, Func<RevisionEntry, bool> fits)
    {
        RevisionEntry? active = status.History.FirstOrDefault(entry => entry.Revision == status.Active?.Revision);
        return status.History.FirstOrDefault(entry =>
            entry.Result == RevisionResult.Completed && entry.Revision < active?.Revision
            && (entry.Digest, entry.Injection) != (active.Digest, active.Injection) && fits(entry));
    }

    private static IEnumerable<RevisionEntry> Needed(GenAIDeploymentStatus status, RollbackSpec policy, DateTimeOffset now) =>
    [
        .. status.History.Where((entry, index) =>
            index == 0 || entry.Revision == status.Active?.Revision || entry.Revision == status.Pending?.Revision),
        .. WayBackOf(status),
        .. WayBackOf(Activate(status, now)),
        .. RecentRollbacks(status, policy.Limit, now).Take(policy.Limit.Count),
    ];

    /// <summary>What the active revision would be taken back to, should it fail now.</summary>
    private static IEnumerable<RevisionEntry> WayBackOf(GenAIDeploymentStatus status) =>
        status.History.Any(entry => entry.Revision == status.Active?.Revision && entry.Result == RevisionResult.Progressing)
        && LastCompleted(status, static entry => entry.ConfigMap is not null) is { } target
            ? [target]
            : [];

    /// <summary>As far as is known. What was found in a workload is not known to have failed.</summary>
    private static bool IsGood(RevisionEntry entry) => entry.Evidence is null && (entry.Initiator == RevisionInitiator.Found
        || entry.Result is RevisionResult.Completed or RevisionResult.RolledBack or RevisionResult.Undone);

    private static RevisionEntry Complete(RevisionEntry entry, string? template, DateTimeOffset now) => entry.Result switch
    {
        RevisionResult.Progressing => entry with { Result = RevisionResult.Completed, CompletedAt = now, WorkloadRevision = template },
        RevisionResult.Completed when template is not null => entry with { WorkloadRevision = template },
        _ => entry,
    };

    private static IReadOnlyList<RevisionEntry> Closed(
        GenAIDeploymentStatus status, Func<RevisionEntry, bool> which, RevisionEntry? taker, DateTimeOffset now) =>
        [.. status.History.Select(entry => which(entry) ? Close(entry, taker, now) : entry)];

    private static RevisionEntry Close(RevisionEntry entry, RevisionEntry? taker, DateTimeOffset now)
    {
        if (taker is not null && entry.Revision == taker.RollbackOf)
        {
            return entry with { Result = TakenBackAs(entry, taker.Initiator), CompletedAt = entry.CompletedAt ?? now };
        }

        return entry.Result == RevisionResult.Progressing
            ? entry with { Result = RevisionResult.Superseded, CompletedAt = now }
            : entry;
    }

    private static RevisionResult TakenBackAs(RevisionEntry entry, RevisionInitiator initiator) => initiator switch
    {
        RevisionInitiator.Undo => RevisionResult.Undone,
        RevisionInitiator.Request when entry.Result == RevisionResult.Progressing => RevisionResult.Aborted,
        RevisionInitiator.Request => RevisionResult.Undone,
        _ => RevisionResult.RolledBack,
    };
}
