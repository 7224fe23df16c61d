using System.Net;
using System.Net.Sockets;

namespace Keyframe.Testing.Faults;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class TcpLink
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly Task _pumps;
    private readonly TaskCompletionSource _never = new();
    private long _left = long.MaxValue;
    private volatile bool _isFrozen;

    private TcpLink(Socket client, Socket server)
    {
        (_client, _server) = (client, server);
        _client.NoDelay = _server.NoDelay = true;
        _pumps = Task.WhenAll(PumpAsync(client, server, isDown: false), PumpAsync(server, client, isDown: true));
    }

    public bool HasEnded => _pumps.IsCompleted;

    /// <summary>Connects to the server; resets the client where that does not work.</summary>
    public static async Task<TcpLink> OpenAsync(Socket client, IPEndPoint target, CancellationToken cancellationToken)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(target, cancellationToken);
        }
        catch (SocketException)
        {
            // The pumps find out.
        }

        return new TcpLink(client, server);
    }

    public void Freeze() => _isFrozen = true;

    public void CutAfter(long bytes) => Interlocked.Exchange(ref _left, bytes);

    public void Reset()
    {
        _never.TrySetResult();
        Close(_client);
        Close(_server);
    }

    private async Task PumpAsync(Socket from, Socket to, bool isDown)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and int length)
            {
                if (_isFrozen)
                {
                    await _never.Task;
                }

                long left = isDown ? Interlocked.Add(ref _left, -length) + length : length;
                await to.SendAsync(buffer.AsMemory(0, (int)Math.Min(length, left)));
                if (left < length)
                {
                    Reset();
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset();
        }
    }

    private static void Close(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);   // RST instead of FIN
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed, or was never open.
        }

        socket.Dispose();
    }
}
