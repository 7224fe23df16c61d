namespace Keyframe.Runtime.Caching;

/// <summary>
/// How long to wait after a failed list or watch: 0.8 s doubling to 30 s, the upper half of each step left to chance so that
/// many clients do not return together; from the start again after 2 minutes without a failure (client-go's numbers).
/// </summary>
internal sealed class ReflectorBackoff(TimeProvider clock, Func<double> random)
{
    private static readonly TimeSpan Minimum = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(2);

    private int _step;
    private long? _last;

    /// <summary>The next delay is the first one again.</summary>
    public void Restart() => _step = 0;

    /// <summary>The delay after one more failure, never shorter than <paramref name="atLeast"/>.</summary>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        if (_last is { } last && clock.GetElapsedTime(last) > Healthy)
        {
            _step = 0;
        }

        TimeSpan ceiling = TimeSpan.FromSeconds(Math.Min(
            Maximum.TotalSeconds, Minimum.TotalSeconds * Math.Pow(2, Math.Min(_step + 1, 16))));
        _step++;
        _last = clock.GetTimestamp();
        TimeSpan delay = ceiling / 2 * (1 + random());
        return atLeast > delay ? atLeast.Value : delay;
    }
}
