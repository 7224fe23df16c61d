namespace Keyframe.Core.Rollouts;

/// <summary>One rule of the policy. The first rule that speaks decides.</summary>
/// <param name="Name">What the rule is about, in words.</param>
/// <param name="Decide">The rule: a decision, or null where it has nothing to say.</param>
public sealed record RolloutRule(string Name, Func<RolloutState, RolloutDecision?> Decide);
