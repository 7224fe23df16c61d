using Keyframe.Api.Deployments;

namespace Keyframe.Core.Rollouts;

/// <summary>What the pods of a revision say against it.</summary>
/// <param name="Evidence">The worst failure; null where there is none.</param>
/// <param name="LookAgain">When the mere passing of time may change that; null where it cannot.</param>
public sealed record PodFinding(FailureEvidence? Evidence, TimeSpan? LookAgain);
