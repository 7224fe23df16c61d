namespace Keyframe.Runtime.Election;

/// <summary>
/// We led and do so no longer, without having given the lease back. It is final: the process ends, and starts anew as a standby.
/// The message names the lease and the reason.
/// </summary>
public sealed class LeadershipLostException : Exception
{
    internal LeadershipLostException(string lease, string reason)
        : base($"Leadership by the lease {lease} is lost: {reason}.")
    {
    }
}
