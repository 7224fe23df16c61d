using System.Text.Json.Nodes;
using k8s;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Testing.Convergence;

namespace Keyframe.Runtime.Tests.Convergence;

/// <summary>The samples of a fake server.</summary>
internal sealed class FakeSampleServer(FakeServer server, SocketServer socket) : ISampleServer
{
    public KubernetesClientConfiguration Configuration => socket.Configuration;

    public string Namespace => "ns";

    public static async Task<FakeSampleServer> StartAsync()
    {
        var server = new FakeServer("samples");
        return new FakeSampleServer(server, await SocketServer.StartAsync(server));
    }

    public Task PutAsync(string name, JsonObject spec, CancellationToken cancellationToken)
    {
        server.Put(name, (string)spec["color"]!, size: spec["size"]!.DeepClone());
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        server.Remove(name);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JsonObject>> ContentAsync(CancellationToken cancellationToken) => Task.FromResult(server.Objects());

    public Task CompactAsync(CancellationToken cancellationToken)
    {
        server.Compact();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => socket.DisposeAsync();
}
