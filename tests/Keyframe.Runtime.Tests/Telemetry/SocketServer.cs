using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>Answers one request on a real socket, so that the whole of .NET's HTTP client takes part, and shows what came.</summary>
internal sealed class SocketServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SocketServer()
    {
        _listener.Start();
        Head = Task.Run(AnswerAsync);
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>The lines of the request before its body.</summary>
    public Task<string[]> Head { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<string[]> AnswerAsync()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        List<string> head = [];
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            head.Add(line);
        }

        int length = head.Select(line => line.Split(": ")).Where(h => h[0] == "Content-Length").Select(h => int.Parse(h[1])).Single();
        await reader.ReadBlockAsync(new char[length]);
        const string body = """{"metadata":{"name":"a","namespace":"ns","resourceVersion":"1"}}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        return [.. head];
    }
}
