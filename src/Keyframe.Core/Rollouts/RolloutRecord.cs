using Keyframe.Api.Deployments;

namespace Keyframe.Core.Rollouts;

/// <summary>A new revision, as it goes on record before the template is written.</summary>
/// <param name="Entry">Its entry in the history.</param>
/// <param name="Pending">The write that is about to happen.</param>
public sealed record RolloutRecord(RevisionEntry Entry, PendingRollout Pending)
{
    /// <summary>What the spec asks for, which is not what is rolled out where that is held.</summary>
    public required SnapshotIdentity Desired { get; init; }

    /// <summary>What is held from now on; null for nothing.</summary>
    public SnapshotHold? Hold { get; init; }

    /// <summary>Why the active revision failed; null where it did not.</summary>
    public FailureEvidence? Evidence { get; init; }
}
