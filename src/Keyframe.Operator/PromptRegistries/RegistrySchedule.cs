using System.Collections.Concurrent;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Registries;
using Keyframe.Core.Specs;
using Keyframe.Runtime;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// When each registry is looked at next: at once when its connection changes, on its interval when all is well, and after failures in a
/// row less and less often. Jitter keeps registries of one interval apart.
/// </summary>
/// <param name="clock">Tells the time.</param>
/// <param name="random">Jitter, 0 to 1.</param>
internal sealed class RegistrySchedule(TimeProvider clock, Func<double> random)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>How soon a change of a Secret, a Role or the installation is noticed, which nobody tells us of.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ObjectKey, Entry> _entries = new();

    /// <summary>How long there is to wait before a registry is looked at; not positive where it is due.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="caVersion">The version of the ConfigMap of its CA bundle; null where there is none.</param>
    public TimeSpan Wait(PromptRegistry registry, string? caVersion)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_entries.TryGetValue(ObjectKey.Of(registry), out Entry? entry))
        {
            return entry.Connection == (registry.Metadata.Uid, registry.Metadata.Generation, caVersion) ? entry.Next - now : TimeSpan.Zero;
        }

        // Another process looked at it not long ago.
        return registry.Status is { LastVerified: { } verified } status && status.ObservedGeneration == registry.Metadata.Generation && IsReady(status)
            ? Shorter(verified - now, TimeSpan.Zero) + Jittered(IntervalOf(registry))
            : TimeSpan.Zero;
    }

    /// <summary>Notes that a registry was looked at.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="caVersion">The version of the ConfigMap of its CA bundle; null where there is none.</param>
    /// <param name="failure">Why in vain; null where not.</param>
    /// <param name="retryAfter">What the registry asked to wait.</param>
    /// <returns>How long to wait for the next look.</returns>
    public TimeSpan Looked(PromptRegistry registry, string? caVersion, RegistryFailure? failure, TimeSpan? retryAfter)
    {
        var key = ObjectKey.Of(registry);
        var connection = (registry.Metadata.Uid, registry.Metadata.Generation, caVersion);
        int before = _entries.TryGetValue(key, out Entry? entry) && entry.Connection == connection ? entry.Failures : 0;
        int failures = failure is null ? 0 : before + 1;
        TimeSpan interval = IntervalOf(registry);
        TimeSpan pause = failure switch
        {
            null => interval,
            { IsTransient: true } => Shorter(FirstPause * Math.Pow(2, Math.Min(failures - 1, 16)), interval),
            _ => Shorter(Recheck, interval),
        };
        pause = Jittered(pause);
        if (retryAfter > pause)
        {
            // What the server asked for, jitter may make longer but no shorter.
            pause = retryAfter.Value * (1 + (random() * 0.1));
        }

        _entries[key] = new Entry(connection, clock.GetUtcNow() + pause, failures);
        return pause;
    }

    /// <summary>Forgets a registry that is gone.</summary>
    public void Forget(ObjectKey key) => _entries.TryRemove(key, out _);

    private static bool IsReady(PromptRegistryStatus status) =>
        status.Conditions.Any(condition => condition is { Type: ConditionTypes.Reachable, Status: ConditionStatus.True })
        && status.Conditions.Any(condition => condition is { Type: ConditionTypes.Authenticated, Status: ConditionStatus.True });

    private static TimeSpan IntervalOf(PromptRegistry registry) => PollInterval.Parse(registry.Spec.Interval) ?? PollInterval.Default;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>A tenth less to a tenth more.</summary>
    private TimeSpan Jittered(TimeSpan pause) => pause * (0.9 + (random() * 0.2));

    private sealed record Entry((string Uid, long? Generation, string? CaVersion) Connection, DateTimeOffset Next, int Failures);
}
