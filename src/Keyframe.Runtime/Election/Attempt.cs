namespace Keyframe.Runtime.Election;

/// <summary>Something that may not take longer than it is given.</summary>
internal static class Attempt
{
    /// <summary>Does it, and cancels it when its time is up.</summary>
    /// <exception cref="TimeoutException">Its time was up.</exception>
    public static async Task<T> WithinAsync<T>(
        TimeSpan limit, TimeProvider clock, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException e) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {limit.TotalSeconds:0.###} s", e);
        }
    }
}
