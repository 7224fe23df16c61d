using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Queueing;

/// <summary>The keys that are handed out, and since when. Changed only by those who hold <paramref name="gate"/>.</summary>
internal sealed class HeldKeys<TKey>(TimeProvider clock, Lock gate) : IUnfinishedWork
    where TKey : notnull
{
    private readonly Dictionary<TKey, long> _since = [];

    (TimeSpan Total, TimeSpan Longest) IUnfinishedWork.Unfinished
    {
        get
        {
            lock (gate)
            {
                List<TimeSpan> times = [.. _since.Values.Select(since => clock.GetElapsedTime(since))];
                return (new(times.Sum(time => time.Ticks)), times.DefaultIfEmpty().Max());
            }
        }
    }

    public bool Contains(TKey key) => _since.ContainsKey(key);

    public void Add(TKey key) => _since.Add(key, clock.GetTimestamp());

    /// <summary>Lets go of a key, and tells how long it was held.</summary>
    public TimeSpan Remove(TKey key) => _since.Remove(key, out long since) ? clock.GetElapsedTime(since) : TimeSpan.Zero;
}
