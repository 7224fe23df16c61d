using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Registries.Tests.Http;

/// <summary>
/// A clock that jumps over pauses between tries, of at most 6 s, and notes them. The 15 s of a question pass by hand.
/// </summary>
internal sealed class PauseClock : FakeTimeProvider
{
    public ConcurrentQueue<TimeSpan> Pauses { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromSeconds(6))
        {
            Pauses.Enqueue(dueTime);
            ThreadPool.UnsafeQueueUserWorkItem(_ => Advance(dueTime), null);
        }

        return timer;
    }
}
