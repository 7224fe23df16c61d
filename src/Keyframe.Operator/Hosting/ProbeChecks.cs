using Keyframe.Operator.Endpoints;

namespace Keyframe.Operator.Hosting;

/// <summary>What the probes of the operator's pod ask.</summary>
internal static class ProbeChecks
{
    /// <summary>
    /// Liveness: the process answers, and its controllers run. A replica that drains or stands by is alive; so is one that waits
    /// for an API server which is down, since a restart would not bring that back.
    /// </summary>
    /// <param name="hasEnded">Whether the operator has ended.</param>
    /// <param name="isHealthy">False when leadership is lost or its renewal overdue.</param>
    public static IReadOnlyList<HealthCheck> Live(Func<bool> hasEnded, Func<bool> isHealthy) =>
    [
        new("ping", () => null),
        new("controllers", () => hasEnded() ? "they have ended" : null),
        new("leader-election", () => isHealthy() ? null : "the lease is lost or its renewal overdue"),
    ];

    /// <summary>
    /// Readiness: caches are filled and no stop was asked for. Leadership is no part of it: a replica that stands by is ready.
    /// </summary>
    /// <param name="unsynced">The caches that have not filled.</param>
    /// <param name="isStopping">Whether a stop was asked for.</param>
    public static IReadOnlyList<HealthCheck> Ready(Func<IReadOnlyList<string>> unsynced, Func<bool> isStopping) =>
    [
        new("caches", () => unsynced() is { Count: > 0 } missing ? $"not filled yet: {string.Join(", ", missing)}" : null),
        new("shutdown", () => isStopping() ? "stopping" : null),
    ];
}
