using Keyframe.Core.Rollouts;
using Keyframe.Registries;
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

    /// <summary>How many objects each controller reconciles at a time. Default 8.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>
    /// How long a write to the API server may take; with a leader election less than lease duration minus renew deadline.
    /// Default null: 4 s, or less where the lease leaves less.
    /// </summary>
    public TimeSpan? WriteTimeout { get; init; }

    /// <summary>How long the caches may take to fill at the start. Default 2 minutes; exceeding it ends the operator.</summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often every object is reconciled again although nothing changed, from the caches. Default 10 h, give or take 10 %.
    /// </summary>
    public TimeSpan ResyncPeriod { get; init; } = TimeSpan.FromHours(10);

    /// <summary>How many rollouts begin in a second, over all bindings; rollbacks do not wait. Default 20.</summary>
    public int MaxRolloutsPerSecond { get; init; } = 20;

    /// <summary>From when on a rollout counts as failed. Default: see <see cref="RolloutThresholds"/>.</summary>
    public RolloutThresholds Thresholds { get; init; } = new();

    /// <summary>Which hosts of prompt registries may be reached. Default: public ones, over HTTPS.</summary>
    public RegistryOptions Registries { get; init; } = new();

    /// <summary>How long reconciles under way may take to finish on a stop before they are cancelled. Default 30 s.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);
}
