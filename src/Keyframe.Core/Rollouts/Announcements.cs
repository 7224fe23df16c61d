using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// What is told when a revision comes into force. It follows from the record alone, so that a revision whose write was begun by
/// one look and seen by another is told as well.
/// </summary>
internal static class Announcements
{
    /// <summary>What a change of the record tells.</summary>
    /// <param name="before">The record as it was; null for none.</param>
    /// <param name="after">The record as it is about to be.</param>
    public static IEnumerable<EventNote> Of(GenAIDeploymentStatus? before, GenAIDeploymentStatus after)
    {
        if (after.Active is not { } active || active.Revision == before?.Active?.Revision
            || after.History.FirstOrDefault(entry => entry.Revision == active.Revision) is not { } entry)
        {
            return [];
        }

        RevisionEntry? left = after.History.FirstOrDefault(other => other.Revision == entry.RollbackOf);
        return entry.Initiator switch
        {
            RevisionInitiator.Found => [],
            RevisionInitiator.Undo => [Undone(after, entry, left)],
            RevisionInitiator.Automatic => [Failed(left), Begun(entry)],
            _ => [Begun(entry)],
        };
    }

    private static EventNote Begun(RevisionEntry entry) => entry.RollbackOf is { } left
        ? new EventNote(Reasons.RollbackStarted, "RollBack", $"Revision {entry.Revision}, taking back {left}: {entry.Cause}")
        : new EventNote(Reasons.RolloutStarted, "RollOut", $"Revision {entry.Revision}: {entry.Cause}");

    private static EventNote Failed(RevisionEntry? left) => new(
        Reasons.RolloutFailed,
        "RollOut",
        left?.Evidence is { } evidence
            ? $"Revision {left.Revision}, snapshot {left.Snapshot}, failed: {FailureRules.Words(evidence)}"
            : $"Revision {left?.Revision} failed.",
        Warning: true);

    private static EventNote Undone(GenAIDeploymentStatus after, RevisionEntry entry, RevisionEntry? left)
    {
        if (after.Hold is not null)
        {
            return new EventNote(
                Reasons.Undone,
                "Adopt",
                $"Revision {entry.Revision}: {entry.Cause}. It stays, and revision {left?.Revision} is not tried again by itself.");
        }

        return HasFailed(after, entry)
            ? new EventNote(
                Reasons.RetryStarted,
                "Retry",
                $"Revision {entry.Revision}: {entry.Cause}. That was held because it failed: it is tried once more, and taken back if it "
                + "fails again.",
                Warning: true)
            : new EventNote(Reasons.Undone, "Adopt", $"Revision {entry.Revision}: {entry.Cause}. It is what the binding asks for.");
    }

    /// <summary>Whether the snapshot of a revision failed when it was last in force.</summary>
    private static bool HasFailed(GenAIDeploymentStatus after, RevisionEntry entry) => after.History
        .FirstOrDefault(other => other.Revision < entry.Revision && other.Digest == entry.Digest)?.Evidence is not null;
}
