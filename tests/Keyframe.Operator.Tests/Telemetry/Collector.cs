using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Keyframe.Operator.Tests.Telemetry;

/// <summary>An OTLP collector as far as these tests need one: takes what is sent over HTTP, and keeps it.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    public Collector()
    {
        (_listener, Url) = Listen();
        _ = ListenAsync();
    }

    public string Url { get; }

    public IReadOnlyList<string> Paths => [.. _received.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The bodies sent to a path as text; protobuf keeps strings readable.</summary>
    public string Bodies(string path) => string.Concat(_received.Where(request => request.Path == path).Select(request => request.Body));

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                _received.Enqueue((context.Request.Url!.AbsolutePath, await body.ReadToEndAsync()));
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Between finding a free port and listening on it, somebody else may take it.</summary>
    private static (HttpListener Listener, string Url) Listen()
    {
        for (int attempt = 1; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            string url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            free.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"{url}/");
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }
}
