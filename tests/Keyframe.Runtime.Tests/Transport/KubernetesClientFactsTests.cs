using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Testing.Resources;

namespace Keyframe.Runtime.Tests.Transport;

/// <summary>
/// Why the runtime reads answers itself: what the client package does with them. A test that fails after an update of the package
/// says that something can perhaps go.
/// </summary>
public sealed class KubernetesClientFactsTests
{
    private readonly FakeServer _server = new("configmaps");

    [Fact]
    public async Task Its_idle_watch_ends_in_an_exception()
    {
        _server.Next(r => r.IsWatch, _ => Answers.Stream(new FakeBody().End()));
        HttpRequestException e = await Assert.ThrowsAsync<HttpRequestException>(() => WatchAsync().Soon());
        Assert.IsType<EndOfStreamException>(e.InnerException);
    }

    [Fact]
    public async Task Its_watch_swallows_an_expired_version()
    {
        FakeBody body = new FakeBody().Write(Answers.ErrorEvent(HttpStatusCode.Gone, "Expired")).End();
        _server.Next(r => r.IsWatch, _ => Answers.Stream(body));
        Assert.Empty(await WatchAsync().Soon());
    }

    [Fact]
    public async Task Its_watch_skips_what_it_cannot_read()
    {
        FakeBody body = new FakeBody()
            .Write(Answers.Event("ADDED", Json("first")))
            .Write("garbage\n")
            .Write(Answers.Event("ADDED", Json("third")))
            .End();
        _server.Next(r => r.IsWatch, _ => Answers.Stream(body));
        Assert.Equal(["first", "third"], await WatchAsync().Soon());
    }

    [Fact]
    public void It_notices_a_dead_connection_after_210_seconds()
    {
        (TimeSpan Delay, TimeSpan Timeout) pings = default;
        using var client = new Kubernetes(new KubernetesClientConfiguration
        {
            Host = "https://fake.invalid",
            FirstMessageHandlerSetup = handler => pings = (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout),
        });
        Assert.Equal((TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(30)), pings);
    }

    [Fact]
    public void It_asks_for_a_YamlDotNet_that_does_not_exist_and_gets_one_that_does()
    {
        JsonNode packages = JsonNode.Parse(
            File.ReadAllText(Repository.Path("src/Keyframe.Runtime/packages.lock.json")))!["dependencies"]!["net10.0"]!;
        Assert.Equal("18.0.0", (string?)packages["KubernetesClient"]!["dependencies"]!["YamlDotNet"]);
        JsonNode pinned = packages["YamlDotNet"]!;
        Assert.Equal(("CentralTransitive", "18.1.0"), ((string?)pinned["type"], (string?)pinned["resolved"]));
    }

    private async Task<List<string>> WatchAsync()
    {
        using var client = new Kubernetes(
            new KubernetesClientConfiguration { Host = "http://fake.invalid" }, new Handler(_server));
        List<string> names = [];
        await foreach ((WatchEventType _, V1ConfigMap item) in client.CoreV1.WatchListNamespacedConfigMapAsync(
            "ns", cancellationToken: TestContext.Current.CancellationToken))
        {
            names.Add(item.Metadata.Name);
        }

        return names;
    }

    private static JsonObject Json(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    private sealed class Handler(FakeServer server) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await server.AnswerAsync(request, cancellationToken);
            answer.RequestMessage = request;
            return answer;
        }
    }
}
