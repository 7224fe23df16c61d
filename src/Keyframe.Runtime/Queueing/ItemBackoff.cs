namespace Keyframe.Runtime.Queueing;

/// <summary>Exponential delays by key: <c>minimum · 2ⁿ</c> after n failures, never more than <c>maximum</c>.</summary>
/// <param name="minimum">The first delay.</param>
/// <param name="maximum">The longest delay.</param>
public sealed class ItemBackoff<TKey>(TimeSpan minimum, TimeSpan maximum)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _failures = [];

    /// <summary>250 ms to 5 minutes.</summary>
    public ItemBackoff()
        : this(TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(5))
    {
    }

    /// <summary>Counts one more failure and returns the delay for it.</summary>
    public TimeSpan Next(TKey key)
    {
        lock (_gate)
        {
            int failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            double ticks = minimum.Ticks * Math.Pow(2, Math.Min(failures, 62));
            return ticks < maximum.Ticks ? TimeSpan.FromTicks((long)ticks) : maximum;
        }
    }

    /// <summary>How many failures there were since the last <see cref="Forget"/>.</summary>
    public int Failures(TKey key)
    {
        lock (_gate)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    /// <summary>The key did well: its next delay is the first one again.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }
}
