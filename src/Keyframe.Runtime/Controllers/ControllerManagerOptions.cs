using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Controllers;

/// <summary>Settings of a <see cref="ControllerManager"/>.</summary>
public sealed record ControllerManagerOptions
{
    /// <summary>How long the caches may take to fill at the start. Default 2 minutes; exceeding it is fatal.</summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long reconciles under way may take to finish on a stop before they are cancelled. Default 30 s.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Confines every informer to one namespace, for an installation that may not look further. Default null: all namespaces.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>Who our Kubernetes events are from, as a qualified name: <c>example.dev/operator</c>.</summary>
    public required string ReportingController { get; init; }

    /// <summary>Which instance of it; default the name of the machine, which in a cluster is that of the pod.</summary>
    public string ReportingInstance { get; init; } = Environment.MachineName;

    /// <summary>Chance, for jitter: numbers from 0 up to 1. Default <see cref="System.Random.Shared"/>.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Where controllers, queues, caches and events are measured. Default null: nowhere.</summary>
    public RuntimeMetrics? Metrics { get; init; }
}
