using System.Diagnostics;
using Keyframe.Runtime.Queueing;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// The traces of the runtime: one activity for each reconcile, a trace of its own. Requests to the API server are its children,
/// from .NET's own source <c>System.Net.Http</c>.
/// </summary>
public static class RuntimeActivity
{
    /// <summary>The name of the source, to subscribe to: <c>AddSource(RuntimeActivity.SourceName)</c>.</summary>
    public const string SourceName = "Keyframe.Runtime";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the activity of one reconcile; null when nobody listens.</summary>
    internal static Activity? StartReconcile(string controller, WorkItem<ObjectKey> item, Guid reconcileId)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity($"Reconcile {controller}");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("controller", controller);
            activity.SetTag("reconcile.id", reconcileId.ToString());
            activity.SetTag("reconcile.queue_seconds", item.Queued.TotalSeconds);
            activity.SetTag("k8s.object.name", item.Key.Name);
            if (item.Key.Namespace is { Length: > 0 } @namespace)
            {
                activity.SetTag("k8s.namespace.name", @namespace);
            }
        }

        return activity;
    }

    internal static void SetOutcome(this Activity activity, ReconcileOutcome outcome) =>
        activity.SetTag("reconcile.result", outcome.Result());

    /// <summary>Marks a failure by its type alone: a message could quote what is in an object.</summary>
    /// <param name="activity">The reconcile.</param>
    /// <param name="type">The value of OpenTelemetry's <c>error.type</c>.</param>
    internal static void SetFailure(this Activity activity, string type) =>
        activity.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, type);
}
