using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>
/// A fake clock that tells which timers were set, so that a test advances it only when everybody waits. Its time of day can jump
/// while its timestamps do not, and it can freeze: time passes and no timer goes off.
/// </summary>
internal sealed class ElectionClock : TimeProvider
{
    private readonly FakeTimeProvider _inner = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();
    private long _frozen;

    public TimeSpan WallJump { get; set; }

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + WallJump;

    public override long GetTimestamp() => _inner.GetTimestamp() + Interlocked.Read(ref _frozen);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = _inner.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Time passes, and timers go off.</summary>
    public void Advance(TimeSpan duration) => _inner.Advance(duration);

    /// <summary>The process was stopped for that long; its timers have yet to find out.</summary>
    public void Freeze(TimeSpan duration) => Interlocked.Add(ref _frozen, duration.Ticks);

    /// <summary>Waits until somebody sets a timer of this length, not counting those asked for before.</summary>
    public async Task ArmedAsync(TimeSpan due)
    {
        while (await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon() != due)
        {
        }
    }

    /// <summary>Waits until somebody waits for that long, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        await ArmedAsync(due);
        Advance(due);
    }
}
