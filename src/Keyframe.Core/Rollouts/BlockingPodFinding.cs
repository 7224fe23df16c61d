namespace Keyframe.Core.Rollouts;

/// <summary>What was found of a pod that blocks its StatefulSet.</summary>
/// <param name="Pod">The pod; null where none does.</param>
/// <param name="LookAgain">When the mere passing of time may change that; null where it cannot.</param>
public sealed record BlockingPodFinding(BlockingPod? Pod, TimeSpan? LookAgain);
