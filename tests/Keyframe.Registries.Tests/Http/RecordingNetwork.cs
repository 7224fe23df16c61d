using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Keyframe.Registries.Tests.Http;

/// <summary>
/// A network that notes who was asked for and who was dialled, and in truth leads nowhere but to one server on loopback.
/// </summary>
/// <param name="server">Where every connection ends; null refuses them.</param>
internal sealed class RecordingNetwork(LoopbackServer? server = null)
{
    public ConcurrentQueue<string> Resolved { get; } = [];

    public ConcurrentQueue<IPEndPoint> Dialled { get; } = [];

    /// <summary>What names resolve to, one entry for each time; the last one stays.</summary>
    public Queue<string[]> Addresses { get; } = new([["93.184.215.14"]]);

    public RegistryNetwork Network => new() { ResolveAsync = ResolveAsync, DialAsync = DialAsync };

    /// <summary>Replaces what names resolve to.</summary>
    public RecordingNetwork Resolving(params string[][] answers)
    {
        Addresses.Clear();
        Array.ForEach(answers, Addresses.Enqueue);
        return this;
    }

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Resolved.Enqueue(host);
        string[] answer = Addresses.Count > 1 ? Addresses.Dequeue() : Addresses.Peek();
        return Task.FromResult(Array.ConvertAll(answer, IPAddress.Parse));
    }

    private async Task<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Dialled.Enqueue(endPoint);
        if (server is null)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
