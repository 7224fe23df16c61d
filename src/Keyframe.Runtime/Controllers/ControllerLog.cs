using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Controllers;

/// <summary>The log of controllers and of their manager: events 1100 to 1199.</summary>
internal static partial class ControllerLog
{
    private static readonly Func<ILogger, string, string, string, Guid, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, string, string, Guid>(
            "controller={Controller} namespace={Namespace} name={Name} reconcileID={ReconcileID}");

    /// <summary>Its fields are what every line of a reconcile carries; the id is also in the trace.</summary>
    public static IDisposable? ReconcileScope(this ILogger logger, string controller, ObjectKey key, Guid reconcileId) =>
        Scope(logger, controller, key.Namespace, key.Name, reconcileId);

    [LoggerMessage(1100, LogLevel.Error, "Reconciling {Key} failed and will be retried ({Failures} failures in a row)")]
    public static partial void ReconcileFailed(this ILogger logger, ObjectKey key, int failures, Exception exception);

    [LoggerMessage(1101, LogLevel.Error, "Reconciling {Key} failed and will not be retried until something changes")]
    public static partial void ReconcileTerminal(this ILogger logger, ObjectKey key, Exception exception);

    [LoggerMessage(1102, LogLevel.Debug, "Reconciling {Key} met a newer state and starts over: {Reason}")]
    public static partial void ReconcileConflict(this ILogger logger, ObjectKey key, string reason);

    [LoggerMessage(1103, LogLevel.Debug, "The caches do not show the last writes for {Key} yet")]
    public static partial void ReconcileBehind(this ILogger logger, ObjectKey key);

    [LoggerMessage(1104, LogLevel.Debug, "Reconciled {Key}; next {Next}")]
    public static partial void Reconciled(this ILogger logger, ObjectKey key, TimeSpan? next);

    [LoggerMessage(1105, LogLevel.Information, "Controller {Controller} starts with {Workers} workers")]
    public static partial void ControllerStarts(this ILogger logger, string controller, int workers);

    [LoggerMessage(1106, LogLevel.Warning,
        "Controller {Controller} is still reconciling {Grace} after it was asked to stop; its reconciles are cancelled")]
    public static partial void DrainOverdue(this ILogger logger, string controller, TimeSpan grace);

    [LoggerMessage(1107, LogLevel.Error, "Controller {Controller} did not stop even though cancelled; it is left behind")]
    public static partial void WorkerLeftBehind(this ILogger logger, string controller);

    [LoggerMessage(1108, LogLevel.Debug, "Reconciling {Key} was cut short by the shutdown")]
    public static partial void ReconcileAbandoned(this ILogger logger, ObjectKey key);

    [LoggerMessage(1109, LogLevel.Error, "The predicate of {Controller} failed on {Key}, which is reconciled to be safe")]
    public static partial void PredicateFailed(this ILogger logger, string controller, ObjectKey key, Exception exception);

    [LoggerMessage(1110, LogLevel.Information, "Reconciling {Key} waits, because the server is busy: {Reason}")]
    public static partial void ReconcileThrottled(this ILogger logger, ObjectKey key, string reason);

    [LoggerMessage(1111, LogLevel.Warning,
        "A write for {Key} may or may not have happened; looking again ({Failures} failures in a row): {Reason}")]
    public static partial void ReconcileOutcomeUnknown(this ILogger logger, ObjectKey key, int failures, string reason);

    [LoggerMessage(1112, LogLevel.Error,
        "Reconciling {Key} took longer than {Limit}, was cancelled and will be retried ({Failures} failures in a row)")]
    public static partial void ReconcileTimedOut(this ILogger logger, ObjectKey key, TimeSpan? limit, int failures);
}
