using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Testing.Clocks;

/// <summary>
/// A fake clock that does not let anybody wait: a timer of at most a minute (a backoff) is noted, and time jumps to its end.
/// Longer ones (a watchdog) pass only when a test advances the clock.
/// </summary>
public sealed class HastyClock : FakeTimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromMinutes(1))
        {
            Waits.Enqueue(dueTime);
            ThreadPool.UnsafeQueueUserWorkItem(_ => Advance(dueTime), null);
        }

        return timer;
    }
}
