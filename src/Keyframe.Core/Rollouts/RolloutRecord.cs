using Keyframe.Api.Deployments;

namespace Keyframe.Core.Rollouts;

/// <summary>A new revision, as it goes on record before the template is written.</summary>
/// <param name="Entry">Its entry in the history.</param>
/// <param name="Pending">The write that is about to happen.</param>
public sealed record RolloutRecord(RevisionEntry Entry, PendingRollout Pending);
