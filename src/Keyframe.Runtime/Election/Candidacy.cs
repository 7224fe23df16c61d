namespace Keyframe.Runtime.Election;

/// <summary>
/// The records that we write, and how we know them again: by our identity and the time of acquisition. The time is what tells our
/// own acquisition, the answer to which was lost, from that of another process that goes by our identity.
/// </summary>
internal sealed class Candidacy(LeaderElectionOptions options, TimeProvider clock)
{
    private string? _acquireTime;

    /// <summary>Whether we wrote this record.</summary>
    public bool Owns(LeaseSpec record) =>
        record.HolderIdentity == options.Identity && _acquireTime is not null && record.AcquireTime == _acquireTime;

    /// <summary>Gives up the attempts so far: somebody else was faster.</summary>
    public void Withdraw() => _acquireTime = null;

    /// <summary>The record by which we take a lease that is free, or that we have taken already.</summary>
    /// <param name="lease">The lease as it is; null when there is none.</param>
    public LeaseSpec Take(Lease? lease)
    {
        LeaseSpec before = lease?.Spec ?? new LeaseSpec();
        if (Owns(before))
        {
            return Renew(before);
        }

        _acquireTime ??= LeaseSpec.Time(clock.GetUtcNow(), before.AcquireTime);
        return Renew(before) with { LeaseTransitions = lease is null ? 0 : before.NextTransition() };
    }

    /// <summary>The record of our next renewal.</summary>
    public LeaseSpec Renew(LeaseSpec record) => record with
    {
        HolderIdentity = options.Identity,
        LeaseDurationSeconds = options.LeaseDurationSeconds,
        AcquireTime = _acquireTime,
        RenewTime = LeaseSpec.Time(clock.GetUtcNow(), record.RenewTime),
    };

    /// <summary>As client-go leaves it: nobody's, and for those who do not look at that, for one second only.</summary>
    public LeaseSpec Release(LeaseSpec record) => record with
    {
        HolderIdentity = "",
        LeaseDurationSeconds = 1,
        RenewTime = LeaseSpec.Time(clock.GetUtcNow(), record.RenewTime),
    };

    /// <summary>Why a lease that was ours is not.</summary>
    public string Explain(LeaseSpec? record) => record switch
    {
        { IsHeld: true } when record.HolderIdentity == options.Identity =>
            $"another process holds it under our own identity {options.Identity}",
        { IsHeld: true } => $"{record.HolderIdentity} holds it now",
        _ => "somebody else set it free",
    };
}
