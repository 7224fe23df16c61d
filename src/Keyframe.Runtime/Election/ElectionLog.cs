using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Election;

/// <summary>
/// The log of an election: events 1300 to 1399. A problem that stays the same is told once; its repetitions are for debugging.
/// </summary>
internal sealed partial class ElectionLog(ILogger logger, LeaderElectionOptions options)
{
    private readonly string _lease = $"{options.LeaseNamespace}/{options.LeaseName}";
    private string? _notSeen;
    private string? _notTaken;

    public void BecameLeader(TimeSpan waited, int? transitions) =>
        LogBecameLeader(_lease, options.Identity, waited, transitions ?? 0);

    public void NewLeader(string holder) => LogNewLeader(_lease, holder);

    public void NotRenewed(Exception reason, TimeSpan left) => LogNotRenewed(_lease, left, Explain(reason));

    public void Lost(string reason) => LogLost(_lease, reason);

    public void Released() => LogReleased(_lease);

    public void NotReleased(Exception reason) => LogNotReleased(_lease, Explain(reason));

    public void LeftToExpire() => LogNotReleased(_lease, "the server may still be doing a write of ours");

    /// <summary>The lease can be seen.</summary>
    public void Seen() => _notSeen = null;

    /// <summary>
    /// A list or watch failed. A watch that breaks is nothing: the list that follows says what is wrong, if anything.
    /// </summary>
    public void NotSeen(Exception reason)
    {
        if (reason is ApiException { IsExpired: true } or not (ApiException or TimeoutException))
        {
            LogWatchEnded(_lease, reason.Message);
            return;
        }

        _notSeen = Tell(_notSeen, reason);
    }

    /// <summary>The lease looked free, and could not be taken.</summary>
    public void NotTaken(Exception reason) => _notTaken = Tell(_notTaken, reason);

    /// <summary>What went wrong and, where somebody has to do something about it, what.</summary>
    internal string Explain(Exception reason) => reason switch
    {
        ApiException { IsForbidden: true } e when !IsAboutTermination(e) =>
            $"{reason.Message} (grant our account in namespace {options.LeaseNamespace}: get, list, watch and patch of "
            + $"leases.coordination.k8s.io with resourceNames [{options.LeaseName}], and create of leases.coordination.k8s.io)",
        ApiException { IsNotFound: true, Status.Details.Kind: "namespaces" } =>
            $"{reason.Message} (create the namespace {options.LeaseNamespace})",
        _ => reason.Message,
    };

    private static bool IsAboutTermination(ApiException e) =>
        e.Status.Details?.Causes?.Any(cause => cause.Reason == "NamespaceTerminating") == true;

    private string Tell(string? before, Exception reason)
    {
        string explained = Explain(reason);
        LogProblem(explained == before ? LogLevel.Debug : LogLevel.Error, _lease, options.RetryPeriod, explained);
        return explained;
    }

    [LoggerMessage(1300, LogLevel.Information,
        "We lead by the lease {Lease} as {Identity}, after {Waited}; leadership has changed {Transitions} times")]
    private partial void LogBecameLeader(string lease, string identity, TimeSpan waited, int transitions);

    [LoggerMessage(1301, LogLevel.Information, "{Holder} leads by the lease {Lease}; we stand by")]
    private partial void LogNewLeader(string lease, string holder);

    [LoggerMessage(1302, LogLevel.Warning, "Could not renew the lease {Lease}, leadership ends in {Left}: {Reason}")]
    private partial void LogNotRenewed(string lease, TimeSpan left, string reason);

    [LoggerMessage(1303, LogLevel.Critical, "Leadership by the lease {Lease} is lost: {Reason}. No more writes are sent")]
    private partial void LogLost(string lease, string reason);

    [LoggerMessage(1304, LogLevel.Information, "Gave back the lease {Lease}")]
    private partial void LogReleased(string lease);

    [LoggerMessage(1305, LogLevel.Warning, "The lease {Lease} is not given back and expires by itself: {Reason}")]
    private partial void LogNotReleased(string lease, string reason);

    [LoggerMessage(EventId = 1306, Message = "No success with the lease {Lease}, trying again every {Period}: {Reason}")]
    private partial void LogProblem(LogLevel level, string lease, TimeSpan period, string reason);

    [LoggerMessage(1307, LogLevel.Debug, "The watch of the lease {Lease} ended: {Reason}")]
    private partial void LogWatchEnded(string lease, string reason);
}
