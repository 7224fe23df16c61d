using Keyframe.Api.Deployments;

namespace Keyframe.Core.Rollouts;

/// <summary>The history of a binding: newest first, bounded, results told as they come about.</summary>
internal static class History
{
    /// <summary>The number of the next revision.</summary>
    public static long NextRevision(IReadOnlyList<RevisionEntry> history) =>
        history.Count == 0 ? 1 : history.Max(entry => entry.Revision) + 1;

    /// <summary>Adds an entry on top and drops the oldest beyond the limit.</summary>
    public static IReadOnlyList<RevisionEntry> Add(IReadOnlyList<RevisionEntry> history, RevisionEntry entry, int limit) =>
        [.. history.Prepend(entry).Take(Math.Max(1, limit))];

    /// <summary>Begins a revision: what was in force before is superseded or rolled back, the new one is on top.</summary>
    public static GenAIDeploymentStatus Begin(GenAIDeploymentStatus status, RolloutRecord record, DateTimeOffset now, int limit)
    {
        IReadOnlyList<RevisionEntry> closed = [.. status.History.Select(entry => Close(entry, record.Entry.RollbackOf, now))];
        return status with
        {
            Desired = new SnapshotIdentity { Snapshot = record.Entry.Snapshot, Digest = record.Entry.Digest },
            Pending = record.Pending,
            History = Add(closed, record.Entry, limit),
        };
    }

    /// <summary>The pending write is done: its snapshot is active.</summary>
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
            }
            : status;

    /// <summary>A revision that went on record but never into the template, and that nobody asks for any more, is superseded.</summary>
    public static GenAIDeploymentStatus Withdraw(GenAIDeploymentStatus status, DateTimeOffset now) =>
        status is { Pending: { } pending, Active: { } active }
            ? status with
            {
                Pending = null,
                Desired = new SnapshotIdentity { Snapshot = active.Snapshot, Digest = active.Digest },
                History = [.. status.History.Select(entry => entry.Revision == pending.Revision ? Close(entry, null, now) : entry)],
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
