using System.Net;
using System.Net.Sockets;
using k8s;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Transport;

/// <summary>A connection that is open and dead, as a load balancer leaves it behind. Over real sockets.</summary>
public sealed class SilentConnectionTests
{
    private static readonly byte[] Answer = """
        HTTP/1.1 200 OK
        Content-Type: application/json
        Content-Length: 25

        {"metadata":{"name":"a"}}
        """u8.ToArray();

    [Fact]
    public async Task Without_http2_the_next_request_gets_through_on_a_new_connection()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var transport = new ApiTransport(
            new KubernetesClientConfiguration { Host = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}" },
            new ApiTransportOptions { FieldManager = "tester", DisableHttp2 = true, ReadTimeout = TimeSpan.FromSeconds(2) });
        ResourceClient<Widget> widgets = transport.Resource(Widget.Type);

        Task<Widget?> first = widgets.GetAsync(new("ns", "a"), token);
        using Socket dead = await listener.AcceptSocketAsync(token);
        Assert.True((await Assert.ThrowsAsync<ApiException>(() => first)).IsUnreachable);

        Task<Widget?> second = widgets.GetAsync(new("ns", "a"), token);
        using Socket alive = await listener.AcceptSocketAsync(token).AsTask().Soon();
        await alive.ReceiveAsync(new byte[4096], token);
        await alive.SendAsync(Answer, token);
        Assert.Equal("a", (await second.Soon())!.Metadata.Name);
    }
}
