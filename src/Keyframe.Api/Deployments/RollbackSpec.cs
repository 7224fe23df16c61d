using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>When a snapshot that fails is taken out of service without a human.</summary>
public sealed record RollbackSpec
{
    /// <summary>
    /// Whether a rollout that fails goes back to the last revision that completed. What failed is then held: it is not tried
    /// again until snapshotRef names another snapshot or somebody asks for a retry. Nothing is taken back while paused.
    /// Default: true.
    /// </summary>
    [Default("true")]
    public bool Automatic { get; init; } = true;

    /// <summary>
    /// What counts as a failure. ProgressDeadline: the workload's progressDeadlineSeconds passed, or, for a StatefulSet or
    /// DaemonSet, 10 minutes without progress. PodFailure: pods of the new revision crash, cannot be started, or were restarted 3
    /// times within 5 minutes, and those of the revision before do not. The operator's settings change these numbers. Default:
    /// both.
    /// </summary>
    [Default("""["ProgressDeadline","PodFailure"]""")]
    [Bounds(1, 2)]
    public IReadOnlyList<RollbackTrigger> Triggers
    {
        get => field ?? [RollbackTrigger.ProgressDeadline, RollbackTrigger.PodFailure];
        init;
    }

    /// <summary>How often that may happen before a human has to look. Default: 3 times in 1h.</summary>
    public RollbackLimit Limit { get => field ?? new(); init; }
}
