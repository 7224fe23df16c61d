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
    /// The newest entries up to the limit. The active and the pending one always stay, since decisions are made by them, so that
    /// a limit of 1 keeps two while a write is pending.
    /// </summary>
    public static IReadOnlyList<RevisionEntry> Bounded(GenAIDeploymentStatus status, int limit)
    {
        bool IsNeeded(RevisionEntry entry) => entry.Revision == status.Active?.Revision || entry.Revision == status.Pending?.Revision;
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
        Desired = new SnapshotIdentity { Snapshot = record.Entry.Snapshot, Digest = record.Entry.Digest },
        Pending = record.Pending,
        History = [record.Entry, .. Closed(status, entry => entry.Revision == status.Pending?.Revision, rollbackOf: null, now)],
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
                    status.History.FirstOrDefault(entry => entry.Revision == pending.Revision)?.RollbackOf,
                    now),
            }
            : status;

    /// <summary>A revision that went on record but never into the template, and that nobody asks for any more, is superseded.</summary>
    public static GenAIDeploymentStatus Withdraw(GenAIDeploymentStatus status, DateTimeOffset now) =>
        status is { Pending: { } pending, Active: { } active }
            ? status with
            {
                Pending = null,
                Desired = new SnapshotIdentity { Snapshot = active.Snapshot, Digest = active.Digest },
                History = Closed(status, entry => entry.Revision == pending.Revision, rollbackOf: null, now),
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

    private static IReadOnlyList<RevisionEntry> Closed(
        GenAIDeploymentStatus status, Func<RevisionEntry, bool> which, long? rollbackOf, DateTimeOffset now) =>
        [.. status.History.Select(entry => which(entry) ? Close(entry, rollbackOf, now) : entry)];

    private static RevisionEntry Close(RevisionEntry entry, long? rollbackOf, DateTimeOffset now)
    {
        if (entry.Revision == rollbackOf)
        {
            return entry with { Result = RevisionResult.RolledBack, CompletedAt = entry.CompletedAt ?? now };
        }

        return entry.Result == RevisionResult.Progressing
            ? entry with { Result = RevisionResult.Superseded, CompletedAt = now }
            : entry;
    }
}
