namespace Keyframe.Operator.Retrieval;

/// <summary>What is known of an index after the last look.</summary>
/// <param name="Reading">What is told of it.</param>
/// <param name="Last">What the last look brought.</param>
/// <param name="Failures">How many looks in a row brought no version.</param>
/// <param name="Mark">The mark of the source before that look; null for one that is asked on an interval.</param>
/// <param name="Timestamp">When that look ended, of a clock that nobody sets.</param>
/// <param name="Jitter">0 to 1, another one for each look.</param>
internal sealed record KnownIndex(
    IndexReading Reading, IndexReading Last, int Failures, string? Mark, long Timestamp, double Jitter)
{
    /// <summary>So many looks in a row fail before what was known no longer stands: one lost packet is no news.</summary>
    private const int Patience = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <summary>Adds a look.</summary>
    /// <param name="before">What was known before it; null for nothing.</param>
    /// <param name="last">What it brought.</param>
    /// <param name="mark">The mark of the source before it.</param>
    /// <param name="timestamp">When it ended.</param>
    /// <param name="jitter">0 to 1.</param>
    public static KnownIndex After(KnownIndex? before, IndexReading last, string? mark, long timestamp, double jitter)
    {
        int failures = last.Version is null ? (before?.Failures ?? 0) + 1 : 0;
        bool stands = last.IsTransient && failures < Patience && before?.Reading.Version is not null;
        return new KnownIndex(stands ? before!.Reading : last, last, failures, mark, timestamp, jitter);
    }

    /// <summary>
    /// How long after a look the next one is due: the interval, or less while the server may come back soon, a tenth less to a
    /// tenth more; never less than the server asked for.
    /// </summary>
    /// <param name="interval">How often whoever asks wants to know.</param>
    public TimeSpan Pause(TimeSpan interval)
    {
        TimeSpan backoff = FirstPause * Math.Pow(2, Math.Clamp(Failures - 1, 0, 16));
        TimeSpan pause = (Last.IsTransient && backoff < interval ? backoff : interval) * (0.9 + (Jitter * 0.2));
        return Last.RetryAfter > pause ? Last.RetryAfter.Value * (1 + (Jitter * 0.1)) : pause;
    }
}
