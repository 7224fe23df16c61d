namespace Keyframe.Runtime.Transport;

/// <summary>Sends writes through a fence.</summary>
internal static class WriteFences
{
    /// <summary>Sends a write if the fence is open, and cuts it off when the fence closes.</summary>
    public static async Task<TResult> SendAsync<TResult>(
        this IWriteFence fence, ApiCall call, Func<CancellationToken, Task<TResult>> send, CancellationToken cancellationToken)
    {
        fence.ThrowIfClosed(call);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, fence.Closed);
        try
        {
            return await send(either.Token);
        }
        catch (Exception e) when (e is not (WriteFencedException or ApiException { IsOutcomeUnknown: false }))
        {
            fence.Unanswered();
            fence.ThrowIfClosed(call, e);
            throw;
        }
    }
}
