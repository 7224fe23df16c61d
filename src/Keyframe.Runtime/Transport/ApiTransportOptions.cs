using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Transport;

/// <summary>Settings of an <see cref="ApiTransport"/>.</summary>
public sealed record ApiTransportOptions
{
    /// <summary>The name that owns the fields we write; sent with every write.</summary>
    public required string FieldManager { get; init; }

    /// <summary>
    /// How long a write may take, from sending it to having read the answer. Default 4 s. The server is told the same limit.
    /// A write that exceeds it fails with <see cref="ApiException.IsOutcomeUnknown"/>.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long a get, or one page of a list, may take. Default 60 s, the limit that the API server has itself
    /// (<c>--request-timeout</c>).
    /// </summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The <c>User-Agent</c>; default the field manager. Audit logs and flow schemas know us by it.</summary>
    public string? UserAgent { get; init; }

    /// <summary>
    /// Speaks HTTP/1.1, where a request that ran out of time takes its connection with it and the next one makes a new
    /// connection. For requests that must get through although a connection has died silently, which HTTP/2 notices after 45
    /// s. Default false.
    /// </summary>
    public bool DisableHttp2 { get; init; }

    /// <summary>The clock of the time limits. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where requests are counted and timed. Default null: nowhere.</summary>
    public RuntimeMetrics? Metrics { get; init; }
}
