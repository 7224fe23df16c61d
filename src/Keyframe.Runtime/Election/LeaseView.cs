namespace Keyframe.Runtime.Election;

/// <summary>
/// What a standby knows of the lease: its last record, and when that record was first seen here. A lease expires by our own
/// monotonic clock alone; what the record says about times is not looked at.
/// </summary>
/// <param name="options">Our duration, for records without one.</param>
/// <param name="isOurs">Whether a record was written by us: an acquisition of which the answer was lost.</param>
/// <param name="clock">The clock, of which only the timestamps count.</param>
/// <param name="log">Is told of a new leader.</param>
internal sealed class LeaseView(
    LeaderElectionOptions options, Func<LeaseSpec, bool> isOurs, TimeProvider clock, ElectionLog log)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _isKnown;
    private LeaseSpec? _record;   // of a lease that was deleted, still the last one it had
    private long _seen;

    /// <summary>Takes note of the lease as the server shows it; null when there is none.</summary>
    public void Saw(Lease? lease)
    {
        LeaseSpec? before;
        lock (_gate)
        {
            before = _record;
            if (lease is not null && (!_isKnown || lease.Spec != _record))
            {
                // Equal records are one sighting, whatever their version: a label on the lease renews nothing.
                (_record, _seen) = (lease.Spec, clock.GetTimestamp());
            }

            _isKnown = true;
            Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
        }

        string? holder = lease?.Spec is { IsHeld: true } now ? now.HolderIdentity : null;
        if (holder is not null && holder != before?.HolderIdentity && holder != options.Identity)
        {
            log.NewLeader(holder);
        }
    }

    /// <summary>
    /// How long nobody may take the lease: zero when it is free, null when it was not seen yet. A lease that was deleted is
    /// its last holder's for as long as it would have been otherwise, because that one does not know yet.
    /// </summary>
    public TimeSpan? HeldFor()
    {
        lock (_gate)
        {
            if (!_isKnown)
            {
                return null;
            }

            if (_record is not { IsHeld: true } record || isOurs(record))
            {
                return TimeSpan.Zero;
            }

            TimeSpan left = record.DurationOr(options.LeaseDuration) - clock.GetElapsedTime(_seen);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Waits until the lease is free, by a change or by the passing of time. False when nobody held it.</summary>
    public async Task<bool> WaitUntilFreeAsync(CancellationToken cancellationToken)
    {
        bool wasHeld = false;
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            TimeSpan? held = HeldFor();
            if (held == TimeSpan.Zero)
            {
                return wasHeld;
            }

            wasHeld |= held is not null;
            try
            {
                await changed.WaitAsync(held ?? Timeout.InfiniteTimeSpan, clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                // its time is up, unless it changed just now
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
