using System.Net;
using System.Net.Sockets;

namespace Keyframe.Registries;

/// <summary>The network: the two ways in which anything leaves the process.</summary>
public sealed record RegistryNetwork
{
    /// <summary>
    /// Resolves a name to its addresses; never asked about what is an address already. Default: the system's resolver. Fails with
    /// a <see cref="SocketException"/>.
    /// </summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>
    /// Connects to an address, which was checked. Default: TCP. Fails with a <see cref="SocketException"/>.
    /// </summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> DialAsync { get; init; } = DialTcpAsync;

    private static async Task<Stream> DialTcpAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
