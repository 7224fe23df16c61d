namespace Keyframe.Core.Rollouts;

/// <summary>From when on a rollout counts as failed.</summary>
public sealed record RolloutThresholds
{
    /// <summary>How often a container has to be restarted within <see cref="Window"/>. Default: 3.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>The time in which restarts are counted, and in which a container that starts is given the benefit of the doubt. Default: 5 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a workload without a progress deadline of its own (StatefulSet, DaemonSet) may go without progress. Default: 10 minutes,
    /// as for Deployments.
    /// </summary>
    public TimeSpan ProgressDeadline { get; init; } = TimeSpan.FromMinutes(10);
}
