using Keyframe.Api.Deployments;

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
    /// The newest entries up to the limit, and beyond it those that decisions are made by: the active and the pending one, the newest,
    /// whose number is not given again, the one to go back to, also once the pending one is active, and the rollbacks that count against their limit.
    /// </summary>
    /// <param name="status">The record.</param>
    /// <param name="limit">How many entries are wanted.</param>
    /// <param name="since">From when on rollbacks count.</param>
    public static IReadOnlyList<RevisionEntry> Bounded(GenAIDeploymentStatus status, int limit, DateTimeOffset since)
    {
        long? newest = status.History.Max(entry => (long?)entry.Revision);
        long? target = LastCompleted(status, static _ => true)?.Revision;
        long? next = LastCompleted(Activate(status, since), static _ => true)?.Revision;
        bool IsNeeded(RevisionEntry entry) =>
            entry.Revision == status.Active?.Revision || entry.Revision == status.Pending?.Revision
            || entry.Revision == newest || entry.Revision == target || entry.Revision == next
            || (entry.Initiator == RevisionInitiator.Automatic && entry.StartedAt > since);
        int room = Math.Max(0, limit - status.History.Count(IsNeeded));
        HashSet<long> others = [.. status.History.Where(entry => !IsNeeded(entry)).Take(room).Select(entry => entry.Revision)];
        return [.. status.History.Where(entry => IsNeeded(entry) || others.Contains(entry.Revision))];
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
    public static GenAIDeploymentStatus Complete(GenAIDeploymentStatus status, DateTimeOffset now) =>
        status.Active is { } active
            ? status with
            {
                History =
                [
                    .. status.History.Select(entry => entry.Revision == active.Revision && entry.Result == RevisionResult.Progressing
                        ? entry with { Result = RevisionResult.Completed, CompletedAt = now }
                        : entry),
                ],
            }
            : status;

    /// <summary>
    /// The revision that going to <paramref name="digest"/> takes out of service, if that is a way back: the binding ran the
    /// snapshot for the first time before it first ran the one that is active now.
    /// </summary>
    public static long? RollbackOf(GenAIDeploymentStatus status, string digest)
    {
        if (status.Active is not { } active || active.Digest == digest)
        {
            return null;
        }

        long? First(string of) => status.History.Where(entry => entry.Digest == of).Select(entry => (long?)entry.Revision).Min();
        return First(digest) is { } target && First(active.Digest) is { } current && target < current ? active.Revision : null;
    }

    /// <summary>
    /// The last revision that every pod ran and that another configuration can go back to from the active one; null where there
    /// is none.
    /// </summary>
    /// <param name="status">The record.</param>
    /// <param name="exists">Whether a ConfigMap exists.</param>
    /// <param name="but">Revisions that will not do; null for none.</param>
    public static RevisionEntry? LastCompleted(
        GenAIDeploymentStatus status, Func<string, bool> exists, Func<RevisionEntry, bool>? but = null)
    {
        RevisionEntry? active = status.History.FirstOrDefault(entry => entry.Revision == status.Active?.Revision);
        return status.History.FirstOrDefault(entry =>
            entry.Result == RevisionResult.Completed && entry.Revision < active?.Revision
            && (entry.Digest, entry.Injection) != (active.Digest, active.Injection) && entry.ConfigMap is { } configMap && exists(configMap)
            && but?.Invoke(entry) != true);
    }

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
