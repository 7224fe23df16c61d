using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>How many automatic rollbacks there may be within a time.</summary>
public sealed record RollbackLimit
{
    /// <summary>How many. 0 allows none; at most 20. Default: 3.</summary>
    [Default("3")]
    [Bounds(0, 20)]
    public int Count { get; init; } = 3;

    /// <summary>Within which time, such as 30m or 1h30m, 1m to 24h. Default: 1h.</summary>
    [Default("\"1h\"")]
    [Bounds(2, 32)]
    [Pattern("^([0-9]{1,10}h)?([0-9]{1,10}m)?([0-9]{1,10}s)?$")]
    [CelRule(
        "!self.matches('^([0-9]{1,10}h)?([0-9]{1,10}m)?([0-9]{1,10}s)?$') "
        + "|| duration(self) >= duration('1m') && duration(self) <= duration('24h')",
        "per must be between 1m and 24h")]
    public string Per { get => field ?? "1h"; init; }
}
