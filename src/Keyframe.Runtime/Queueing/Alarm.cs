namespace Keyframe.Runtime.Queueing;

/// <summary>One timer for the earliest of many times. Not safe for several threads at once.</summary>
/// <param name="clock">Whose time it is.</param>
/// <param name="ring">Called on a thread of the pool when it is time, or some days before it.</param>
internal sealed class Alarm(TimeProvider clock, Action ring) : IDisposable
{
    /// <summary>A timer takes up to 49 days; a ring without anything to do only sets the next alarm.</summary>
    private const double Longest = 24 * 60 * 60 * 1000;

    private readonly ITimer _timer = clock.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private TimeSpan? _at;

    /// <summary>Sets the time, or none; does nothing if it is set so already.</summary>
    public void Set(TimeSpan? at, TimeSpan now)
    {
        if (at == _at)
        {
            return;
        }

        _at = at;
        TimeSpan due = at is { } time
            ? TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((time - now).TotalMilliseconds), 1, Longest))
            : Timeout.InfiniteTimeSpan;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has rung, and is set to no time.</summary>
    public void Rang() => _at = null;

    public void Dispose() => _timer.Dispose();
}
