using System.Collections.Concurrent;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// A connection of an operator: remembers what went over it, and lets a test hold, cut or fail what is about to. Nothing gets
/// through once the process is gone.
/// </summary>
internal sealed class Wire(Func<bool> isGone) : DelegatingHandler
{
    private int _requests;
    private int _failed;

    /// <summary>What happens to a request before the server gets it; nothing when null. It may fail, or never end.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task>? Before { get; set; }

    /// <summary>How many requests were made.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many of them have ended without an answer.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>The paths of the writes that the server has answered.</summary>
    public ConcurrentQueue<string> Written { get; } = [];

    /// <summary>Lets nothing through any more, and says nothing: the other end of the cable is gone.</summary>
    public void Cut() => Before = static (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            return await SendOnAsync(request, cancellationToken);
        }
        catch
        {
            Interlocked.Increment(ref _failed);
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendOnAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(request, cancellationToken);
        }

        ThrowIfGone();
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get)
        {
            Written.Enqueue(request.RequestUri!.AbsolutePath);
        }

        ThrowIfGone();
        return response;
    }

    private void ThrowIfGone()
    {
        if (isGone())
        {
            throw new HttpRequestException("The process is gone: a fault ended it.");
        }
    }
}
