namespace Keyframe.Runtime.Controllers;

/// <summary>What is to follow a reconcile that succeeded. An error is an exception, and overrules it.</summary>
/// <param name="RequeueAfter">When to look again even if nothing changes; null for only on a change.</param>
public readonly record struct ReconcileResult(TimeSpan? RequeueAfter)
{
    /// <summary>Nothing to do until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>
    /// Look again after <paramref name="delay"/>, or earlier on a change; at once if it is not positive. Also how to wait for
    /// something outside the cluster that is not an error: it ends a row of failures and is counted as a success.
    /// </summary>
    public static ReconcileResult After(TimeSpan delay) => new(delay);
}
