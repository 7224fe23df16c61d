using System.Net;
using System.Net.Sockets;

namespace Keyframe.Testing.Faults;

/// <summary>
/// Stands between a client and a server on loopback and passes bytes on as they are, TLS included, until told to misbehave as
/// networks do.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<TcpLink> _links = [];
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _target;
    private TcpListener? _listener;
    private long _accepted;

    private TcpProxy(IPEndPoint target) => _target = target;

    /// <summary>Where clients connect to, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>How many connections there have been.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Listens on a free port of loopback.</summary>
    public static TcpProxy Start(IPEndPoint target)
    {
        var proxy = new TcpProxy(target);
        proxy.Accept();
        return proxy;
    }

    /// <summary>
    /// From now on no byte passes on the connections there are, and none of them ends: to both sides the other one is silent. New
    /// connections work.
    /// </summary>
    public void Freeze() => ForEach(link => link.Freeze());

    /// <summary>Resets the connections there are, to both sides.</summary>
    public void Reset() => ForEach(link => link.Reset());

    /// <summary>Resets each connection there is after so many more bytes from the server.</summary>
    public void CutAfter(long bytes) => ForEach(link => link.CutAfter(bytes));

    /// <summary>Resets the connections there are, and refuses new ones until <see cref="Accept"/>.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener?.Stop();
            _listener = null;
        }

        Reset();
    }

    /// <summary>Accepts connections, on the same port as before.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            if (_listener is not null)
            {
                return;
            }

            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Task.Run(() => AcceptAsync(_listener));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Refuse();
        await _end.CancelAsync();
        _end.Dispose();
    }

    private void ForEach(Action<TcpLink> act)
    {
        lock (_gate)
        {
            _links.RemoveAll(link => link.HasEnded);
            _links.ForEach(act);
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _accepted);
                TcpLink link = await TcpLink.OpenAsync(client, _target, _end.Token);
                lock (_gate)
                {
                    _links.Add(link);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It does not listen any more.
        }
    }
}
