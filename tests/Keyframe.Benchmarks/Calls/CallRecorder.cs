using System.Diagnostics;
using System.Net;

namespace Keyframe.Benchmarks.Calls;

/// <summary>Keeps every call of one operator, bodies included, so that they can be counted and made again.</summary>
internal sealed class CallRecorder : DelegatingHandler
{
    private readonly Lock _gate = new();
    private List<Call> _calls = [];

    /// <summary>The calls since the last <see cref="Clear"/>, in the order in which they were sent.</summary>
    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls.OrderBy(call => call.Started)];
            }
        }
    }

    /// <summary>Forgets what came before.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _calls = [];
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        long started = Stopwatch.GetTimestamp();
        HttpStatusCode? status = null;
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            status = response.StatusCode;
            return response;
        }
        finally
        {
            Add(request, body, started, status);
        }
    }

    private void Add(HttpRequestMessage request, byte[] body, long started, HttpStatusCode? status)
    {
        string? type = request.Content?.Headers.ContentType?.MediaType;
        Uri address = request.RequestUri!;
        var call = new Call(
            ApiRequest.Of(request.Method, address, type), address.PathAndQuery, request.Method, type, body,
            started, Stopwatch.GetTimestamp(), status);
        lock (_gate)
        {
            _calls.Add(call);
        }
    }
}
