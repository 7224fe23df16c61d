using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Testing.Faults;

namespace Keyframe.Testing.Tests.Faults;

public sealed class FaultHandlerTests
{
    private const string ConfigMaps = "/api/v1/namespaces/a/configmaps";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", ConfigMaps, true)]
    [InlineData("PUT", ConfigMaps + "/b", true)]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/a/deployments/b/status", true)]
    [InlineData("DELETE", "/api/v1/namespaces/a", true)]
    [InlineData("PATCH", "/k8s/clusters/c/apis/apps/v1/namespaces/a/deployments/b", true)]
    [InlineData("POST", "/apis/other.example/v1/namespaces/a/leases", true)]
    [InlineData("GET", ConfigMaps, false)]
    [InlineData("PATCH", ConfigMaps + "/b?dryRun=All&fieldManager=x", false)]
    [InlineData("PUT", "/apis/coordination.k8s.io/v1/namespaces/a/leases/b", false)]
    [InlineData("POST", "/api/v1/namespaces/a/events", false)]
    [InlineData("PATCH", "/apis/events.k8s.io/v1/namespaces/a/events/b", false)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", false)]
    public async Task Only_writes_that_change_something_and_do_not_depend_on_time_count(string verb, string path, bool counts)
    {
        FaultHandler handler = Handler(new Server());
        using HttpClient client = Client(handler);
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(counts ? 1 : 0, handler.Trace.Count);
    }

    [Fact]
    public async Task The_trace_tells_number_verb_path_and_answer()
    {
        FaultHandler handler = Handler(new Server());
        using HttpClient client = Client(handler);
        await client.PostAsync(ConfigMaps + "?fieldManager=x", null, Token);
        await client.DeleteAsync(ConfigMaps + "/b", Token);
        Assert.Equal(["1 POST " + ConfigMaps + " 200", "2 DELETE " + ConfigMaps + "/b 200"],
            handler.Trace.Select(write => write.ToString()));
    }

    [Theory]
    [InlineData(false, 1, "2 POST " + ConfigMaps + " -")]
    [InlineData(true, 2, "2 POST " + ConfigMaps + " 200")]
    public async Task A_crash_loses_the_request_or_the_answer_and_everything_after(bool after, int served, string trace)
    {
        Server server = new();
        int crashes = 0;
        FaultHandler handler = new(
            after ? Fault.CrashAfter(2) : Fault.CrashBefore(2))
        { InnerHandler = server, Crashed = () => crashes++ };
        using HttpClient client = Client(handler);
        await client.PostAsync(ConfigMaps, null, Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(ConfigMaps, null, Token));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(ConfigMaps, null, Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(ConfigMaps, Token));
        Assert.True(handler.IsGone);
        Assert.Equal(1, crashes);
        Assert.Equal(served, server.Served);
        Assert.Equal(trace, handler.Trace[^1].ToString());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task An_injected_answer_is_a_Status_and_the_process_lives_on(bool after, int served)
    {
        Server server = new();
        FaultHandler handler = new(after
            ? Fault.RespondAfter(1, HttpStatusCode.Conflict)
            : Fault.Respond(1, HttpStatusCode.Conflict, retryAfter: TimeSpan.FromSeconds(3)))
        { InnerHandler = server };
        using HttpClient client = Client(handler);
        using HttpResponseMessage refused = await client.PostAsync(ConfigMaps, null, Token);
        using HttpResponseMessage accepted = await client.PostAsync(ConfigMaps, null, Token);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(after ? null : TimeSpan.FromSeconds(3), refused.Headers.RetryAfter?.Delta);
        JsonNode? status = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Token));
        Assert.Equal("Status", (string?)status?["kind"]);
        Assert.Equal("Conflict", (string?)status?["reason"]);
        Assert.Equal(409, (int?)status?["code"]);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(served, server.Served);
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_end_is_not_seen()
    {
        TaskCompletionSource held = new();
        Server server = new() { Hold = held.Task };
        FaultHandler handler = new(Fault.CrashBefore(1)) { InnerHandler = server };
        using HttpClient client = Client(handler);
        Task<HttpResponseMessage> reading = client.GetAsync(ConfigMaps, Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(ConfigMaps, null, Token));

        held.SetResult();

        await Assert.ThrowsAsync<HttpRequestException>(() => reading);
    }

    [Fact]
    public void Writes_are_counted_from_one() => Assert.Throws<ArgumentOutOfRangeException>(() => Fault.CrashAfter(0));

    private static FaultHandler Handler(Server server) => new() { InnerHandler = server };

    private static HttpClient Client(FaultHandler handler) => new(handler) { BaseAddress = new Uri("http://server") };

    private sealed class Server : HttpMessageHandler
    {
        public int Served { get; private set; }

        public Task Hold { get; init; } = Task.CompletedTask;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Hold.WaitAsync(cancellationToken);
            Served++;
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
