using System.Collections.Concurrent;

namespace Keyframe.Runtime.Controllers;

/// <summary>
/// Keys whose last write may or may not have happened. Each is held back until the caches had the time to show it if it did, so
/// that what follows is a look and then a decision, never the same write again on the same view.
/// </summary>
internal sealed class UnknownOutcomes(TimeProvider clock)
{
    /// <summary>
    /// A watch shows a write within milliseconds; the rest is for a server that was still at it when it gave us up.
    /// </summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ObjectKey, long> _since = [];

    public void Add(ObjectKey key) => _since[key] = clock.GetTimestamp();

    /// <summary>How much longer the key is held back; null when it is not.</summary>
    public TimeSpan? Remaining(ObjectKey key)
    {
        if (!_since.TryGetValue(key, out long since))
        {
            return null;
        }

        TimeSpan remaining = Wait - clock.GetElapsedTime(since);
        if (remaining > TimeSpan.Zero)
        {
            return remaining;
        }

        _since.TryRemove(key, out _);
        return null;
    }
}
