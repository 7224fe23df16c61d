using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Keyframe.Registries.Tests.Http;

/// <summary>A server on loopback that answers byte by byte what a test wants, HTTP or not.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Exchange, Task> _serve;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    private LoopbackServer(Func<Exchange, Task> serve, X509Certificate2? certificate)
    {
        _serve = serve;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{EndPoint.Port}");

    /// <summary>The heads of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public int Connections => _connections.Count;

    public static LoopbackServer Start(Func<Exchange, Task> serve, X509Certificate2? certificate = null) =>
        new(serve, certificate);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient connection = client;
        connection.NoDelay = true;
        try
        {
            Stream stream = connection.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        // A server too fetches what its certificate names, unless it is told to stay offline.
                        ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                    },
                    _stop.Token);
                stream = tls;
            }

            while (await ReadHeadAsync(stream) is { } head)
            {
                Requests.Enqueue(head);
                var exchange = new Exchange(stream, head, _stop.Token);
                await _serve(exchange);
                if (exchange.IsLast)
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client hung up, or the test is over.
        }
    }

    private async Task<string?> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
            {
                return head.ToString();
            }
        }

        return null;
    }
}
