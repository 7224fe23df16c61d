using System.Collections.Concurrent;

namespace Keyframe.Testing.Faults;

/// <summary>Keeps a line for every request of one client: its method, path and query.</summary>
public sealed class RequestLog : DelegatingHandler
{
    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>The requests so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _lines.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery}");
        return base.SendAsync(request, cancellationToken);
    }
}
