namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// The system's clock, some time ahead. Timers are the system's: what is due by a leap is seen by the next look, so follow a leap by
/// <see cref="RunningOperator.Resync"/>.
/// </summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ahead;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    /// <summary>Leaps ahead.</summary>
    /// <param name="time">How far.</param>
    public void Leap(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
