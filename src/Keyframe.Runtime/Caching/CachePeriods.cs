namespace Keyframe.Runtime.Caching;

/// <summary>The periods by which a cache is kept true. Settings for tests; users set the last two on the manager.</summary>
internal sealed record CachePeriods
{
    /// <summary>A timer takes up to 49 days; who asks for more does not mean a day more or less.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(45);

    /// <summary>The shortest life asked for a watch; what is asked for is random up to <see cref="WatchAtMost"/>.</summary>
    public TimeSpan WatchAtLeast { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest life asked for a watch.</summary>
    public TimeSpan WatchAtMost { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// After how long without a line a watch is cut and opened again. Bookmarks come every minute, so a connection that is silent
    /// for longer is probably dead, and over HTTP/1.1 nothing else would notice.
    /// </summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// After how much silence of watches in a row everything is listed again: a server that was restored from a backup accepts a
    /// watch from its future with 200, and never says a word.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long until everything is listed again although nothing seems wrong; zero or infinite for never.</summary>
    public TimeSpan Relist { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long until the content is told to subscribers again; zero or infinite for never.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromHours(10);

    public TimeSpan Watch(Func<double> random) =>
        TimeSpan.FromSeconds(Math.Floor((WatchAtLeast + ((WatchAtMost - WatchAtLeast) * random())).TotalSeconds));

    /// <summary>The period give or take 10 %, so that many caches do not come due together; null when it is off.</summary>
    public static TimeSpan? Jittered(TimeSpan period, Func<double> random)
    {
        if (period <= TimeSpan.Zero)
        {
            return null;   // Timeout.InfiniteTimeSpan is negative
        }

        TimeSpan bounded = period < Longest ? period : Longest;
        return bounded * (0.9 + (0.2 * random()));
    }
}
