using Keyframe.Runtime.Election;

namespace Keyframe.Operator;

/// <summary>Settings of an operator.</summary>
public sealed record KeyframeOptions
{
    /// <summary>
    /// The one namespace to look after, for installations with a Role instead of a ClusterRole. Default null: all namespaces.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>
    /// By which lease one of several replicas is chosen to work. Default null: none, so that this process must be the only one.
    /// </summary>
    public LeaderElectionOptions? LeaderElection { get; init; }
}
