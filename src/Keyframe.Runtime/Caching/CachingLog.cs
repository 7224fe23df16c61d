using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Caching;

/// <summary>The log of caches: events 1000 to 1099.</summary>
internal static partial class CachingLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Listed {Count} {Resource} at version {Version}")]
    public static partial void Listed(this ILogger logger, string resource, int count, ResourceVersion version);

    [LoggerMessage(1001, LogLevel.Debug, "The watch of {Resource} ended and is resumed: {Reason}")]
    public static partial void WatchResumed(this ILogger logger, string resource, string reason);

    [LoggerMessage(1002, LogLevel.Information,
        "The watch of {Resource} said nothing for {Life}, not even a bookmark; listing again to be sure")]
    public static partial void WatchSilent(this ILogger logger, string resource, TimeSpan life);

    [LoggerMessage(1003, LogLevel.Warning, "Could not {Verb} {Resource}, trying again in {Delay}: {Reason}")]
    public static partial void ReflectorFailed(this ILogger logger, string verb, string resource, TimeSpan delay, string reason);

    [LoggerMessage(1004, LogLevel.Error,
        "The server does not serve {Kind} of {ApiVersion}: {Hint}. Trying again in {Delay}")]
    public static partial void KindNotServed(this ILogger logger, string kind, string apiVersion, string hint, TimeSpan delay);

    [LoggerMessage(1005, LogLevel.Error,
        "Not allowed to {Verb} {Resource}: grant get, list and watch to our account. Trying again in {Delay}: {Reason}")]
    public static partial void Forbidden(this ILogger logger, string verb, string resource, TimeSpan delay, string reason);

    [LoggerMessage(1006, LogLevel.Error, "{Kind} {Key} cannot be read and is left as it was last known: {Problem}")]
    public static partial void Undecodable(this ILogger logger, string kind, ObjectKey key, string problem);

    [LoggerMessage(1007, LogLevel.Error, "The index {Index} failed on {Kind} {Key}, which it does not show")]
    public static partial void IndexFailed(this ILogger logger, string index, string kind, ObjectKey key, Exception exception);

    [LoggerMessage(1008, LogLevel.Error, "A subscriber failed on a change of {Kind} {Key}")]
    public static partial void SubscriberFailed(this ILogger logger, string kind, ObjectKey key, Exception exception);

    [LoggerMessage(1009, LogLevel.Information, "The cache of {Resource} is synced: {Count} objects at version {Version}")]
    public static partial void Synced(this ILogger logger, string resource, int count, ResourceVersion version);
}
