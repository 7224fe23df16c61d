using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Keyframe.Runtime.Election;

/// <summary>
/// The record that is competed for. Its times are for people: here they are opaque texts, of which only the equality counts,
/// since the clocks of two machines agree on nothing.
/// </summary>
internal sealed record LeaseSpec
{
    [JsonPropertyName("holderIdentity")]
    public string? HolderIdentity { get; init; }

    [JsonPropertyName("leaseDurationSeconds")]
    public int? LeaseDurationSeconds { get; init; }

    [JsonPropertyName("acquireTime")]
    public string? AcquireTime { get; init; }

    [JsonPropertyName("renewTime")]
    public string? RenewTime { get; init; }

    [JsonPropertyName("leaseTransitions")]
    public int? LeaseTransitions { get; init; }

    /// <summary>A Lease made by Helm or by hand, or one that was given back, has no holder.</summary>
    [JsonIgnore]
    public bool IsHeld => !string.IsNullOrEmpty(HolderIdentity);

    /// <summary>How long the holder asks the others to wait; ours where it says nothing or nothing sensible.</summary>
    public TimeSpan DurationOr(TimeSpan ours) =>
        LeaseDurationSeconds is > 0 and var seconds && seconds <= LeaderElectionOptions.LongestLease.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : ours;

    /// <summary>The number of the term after this one.</summary>
    public int NextTransition() => LeaseTransitions is >= 0 and < int.MaxValue and var past ? past + 1 : 0;

    public JsonObject ToJson() => new()
    {
        ["holderIdentity"] = HolderIdentity,
        ["leaseDurationSeconds"] = LeaseDurationSeconds,
        ["acquireTime"] = AcquireTime,
        ["renewTime"] = RenewTime,
        ["leaseTransitions"] = LeaseTransitions,
    };

    /// <summary>
    /// A MicroTime, RFC 3339 with the six digits that the server insists on; never <paramref name="previous"/>, for a write that
    /// changes nothing is none, and the others would not see it.
    /// </summary>
    public static string Time(DateTimeOffset now, string? previous)
    {
        string time = Text(now);
        return time == previous ? Text(now + TimeSpan.FromMicroseconds(1)) : time;

        static string Text(DateTimeOffset at) =>
            at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }
}
