using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>When a snapshot that fails is taken out of service without a human.</summary>
public sealed record RollbackSpec
{
    /// <summary>
    /// Whether a rollout that fails goes back to the last revision that completed. What failed is then held: it is not tried
    /// again until snapshotRef names another snapshot or somebody asks for a retry. Default: true.
    /// </summary>
    [Default("true")]
    public bool Automatic { get; init; } = true;

    /// <summary>What counts as a failure. Default: both, ProgressDeadline and PodFailure.</summary>
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
