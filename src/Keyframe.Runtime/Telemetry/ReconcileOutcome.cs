namespace Keyframe.Runtime.Telemetry;

/// <summary>How a reconcile went, for metrics and traces.</summary>
internal enum ReconcileOutcome
{
    /// <summary>Nothing to do until something changes.</summary>
    Success,

    /// <summary>The reconciler asked to be called again after a time.</summary>
    RequeueAfter,

    /// <summary>It met a newer state (409), which is no error, and starts over.</summary>
    Requeue,

    /// <summary>It failed and will be tried again.</summary>
    Error,

    /// <summary>It failed in a way that only a change can cure.</summary>
    TerminalError,
}

/// <summary>The values of the label <c>result</c>.</summary>
internal static class ReconcileOutcomes
{
    public static readonly IReadOnlyList<ReconcileOutcome> All = Enum.GetValues<ReconcileOutcome>();

    /// <summary>controller-runtime's word for it, which does not tell the errors apart.</summary>
    public static string Result(this ReconcileOutcome outcome) => outcome switch
    {
        ReconcileOutcome.Success => "success",
        ReconcileOutcome.RequeueAfter => "requeue_after",
        ReconcileOutcome.Requeue => "requeue",
        _ => "error",
    };
}
