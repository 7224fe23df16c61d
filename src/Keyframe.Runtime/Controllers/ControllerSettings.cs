using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Controllers;

/// <summary>What a <see cref="ControllerBuilder"/> has collected for its controller.</summary>
internal sealed record ControllerSettings(int Workers, ItemBackoff<ObjectKey> Backoff, ReadYourWrites? Writes)
{
    public TimeSpan? Timeout { get; init; }

    public ControllerMetrics? Metrics { get; init; }
}
