using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Election;

/// <summary>
/// Lets writes pass from when we lead until the renew deadline, which each renewal moves. It is closed by a timer, and by
/// each write that finds the deadline past, for the timers of a process that was frozen run late. Once closed it stays
/// closed.
/// </summary>
internal sealed class LeadershipFence : IWriteFence, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _lost;
    private readonly CancellationTokenSource _closed = new();
    private readonly ITimer _timer;
    private Phase _phase;
    private long _renewed;      // when the last renewal that worked was begun
    private long? _unanswered;
    private string? _lostBecause;
    private string? _lastFailure;

    /// <param name="options">The deadline.</param>
    /// <param name="clock">The clock, of which only the timestamps count.</param>
    /// <param name="lost">Told once why leadership is lost, before anything is cancelled.</param>
    public LeadershipFence(LeaderElectionOptions options, TimeProvider clock, Action<string> lost)
    {
        (_options, _clock, _lost) = (options, clock, lost);
        Closed = _closed.Token;
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Phase
    {
        Standby,
        Leading,
        Lost,
        Ended,
    }

    /// <inheritdoc/>
    public CancellationToken Closed { get; }

    /// <summary>Whether a write may go out now.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _phase == Phase.Leading && TimeLeft > TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether we led, and lost it or are about to notice.</summary>
    public bool IsLost
    {
        get
        {
            lock (_gate)
            {
                return _phase == Phase.Lost || (_phase == Phase.Leading && TimeLeft <= TimeSpan.Zero);
            }
        }
    }

    /// <summary>Why leadership was lost; null when it was not.</summary>
    public string? LostBecause => Volatile.Read(ref _lostBecause);

    /// <summary>How long until the deadline.</summary>
    public TimeSpan TimeLeft => _options.RenewDeadline - _clock.GetElapsedTime(Interlocked.Read(ref _renewed));

    /// <summary>
    /// Whether the server may still do a write of ours that got no answer. It was told to end it within the write timeout,
    /// which is below the margin.
    /// </summary>
    public bool MayStillBeWriting
    {
        get
        {
            lock (_gate)
            {
                return _unanswered is { } at && _clock.GetElapsedTime(at) < _options.Margin;
            }
        }
    }

    /// <summary>Opens it, by an acquisition begun then. False when that is too long ago, so that nothing was gained.</summary>
    public bool TryOpen(long begun) => TryMove(Phase.Standby, begun);

    /// <summary>Moves the deadline, by a renewal begun then. False when the renewal comes too late.</summary>
    public bool TryExtend(long begun) => TryMove(Phase.Leading, begun);

    /// <summary>Remembers why a renewal failed, to be told should no other one work.</summary>
    public void Failed(string reason) => Volatile.Write(ref _lastFailure, reason);

    /// <summary>Closes it if the deadline has passed, which nobody may have noticed yet.</summary>
    public void Expire()
    {
        if (!IsLost || LostBecause is not null)
        {
            return;
        }

        string last = Volatile.Read(ref _lastFailure) is { } failure ? $"; the last attempt: {failure}" : "";
        Lose($"not renewed within {_options.RenewDeadline.TotalSeconds:0.###} s{last}");
    }

    /// <summary>Closes it because leadership is lost.</summary>
    public void Lose(string reason) => Close(Phase.Lost, reason);

    /// <summary>Closes it because we want no more. False when leadership was lost before.</summary>
    public bool TryEnd()
    {
        Expire();
        Close(Phase.Ended, null);
        return LostBecause is null;
    }

    /// <inheritdoc/>
    public void ThrowIfClosed(ApiCall call, Exception? cause)
    {
        Expire();
        lock (_gate)
        {
            if (_phase != Phase.Leading)
            {
                throw new WriteFencedException($"{call}: not sent or cut off: {Describe(_phase)}.", cause);
            }
        }
    }

    /// <inheritdoc/>
    public void Unanswered()
    {
        lock (_gate)
        {
            _unanswered = _clock.GetTimestamp();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _closed.Dispose();
    }

    private bool TryMove(Phase from, long begun)
    {
        Expire();
        lock (_gate)
        {
            if (_phase != from || _clock.GetElapsedTime(begun) >= _options.RenewDeadline)
            {
                return false;
            }

            _phase = Phase.Leading;
            Interlocked.Exchange(ref _renewed, begun);
            _lastFailure = null;
            Arm();
            return true;
        }
    }

    private void OnTimer()
    {
        Expire();
        lock (_gate)
        {
            if (_phase == Phase.Leading)
            {
                Arm();   // the deadline was moved while the timer went off
            }
        }
    }

    private void Close(Phase phase, string? reason)
    {
        lock (_gate)
        {
            if (_phase is Phase.Lost or Phase.Ended)
            {
                return;
            }

            _phase = phase;
            _lostBecause = reason;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        if (reason is not null)
        {
            _lost(reason);
        }

        // Callbacks run elsewhere: what they wake must not hold up a timer, or the write that found the deadline past.
        _ = _closed.CancelAsync();
    }

    /// <summary>Timers count whole milliseconds: rather one late than one early.</summary>
    private void Arm() => _timer.Change(
        TimeSpan.FromMilliseconds(Math.Ceiling(TimeLeft.TotalMilliseconds)), Timeout.InfiniteTimeSpan);

    private static string Describe(Phase phase) => phase switch
    {
        Phase.Standby => "we do not lead yet",
        Phase.Lost => "leadership is lost",
        _ => "we lead no longer",
    };
}
