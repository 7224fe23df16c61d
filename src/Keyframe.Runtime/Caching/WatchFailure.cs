using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Caching;

/// <summary>What the end of a watch means for the next step.</summary>
internal enum WatchFailure
{
    /// <summary>Wait, then watch again from where we are: nothing was lost.</summary>
    Retry,

    /// <summary>As <see cref="Retry"/>, but list again when it happens a third time in a row.</summary>
    Suspicious,

    /// <summary>The stream broke: watch again at once if it had lived for a while.</summary>
    Broken,

    /// <summary>The server no longer knows our version: list again, at once unless that did not help just now.</summary>
    Expired,

    /// <summary>Events are lost to us or contradict each other: wait, then list again.</summary>
    Gap,
}

/// <summary>Judges the ends of watches.</summary>
internal static class WatchFailures
{
    public static WatchFailure Judge(Exception e) => e switch
    {
        UndecodableException or VersionRegressionException => WatchFailure.Gap,
        ApiException { IsExpired: true } => WatchFailure.Expired,
        ApiException { IsNotFound: true } => WatchFailure.Gap,
        ApiException { IsUnreachable: true } or ApiException { IsTooManyRequests: true } => WatchFailure.Retry,
        ApiException { IsForbidden: true } => WatchFailure.Retry,
        ApiException => WatchFailure.Suspicious,
        IOException or HttpRequestException or OperationCanceledException => WatchFailure.Broken,
        _ => WatchFailure.Suspicious,
    };
}
