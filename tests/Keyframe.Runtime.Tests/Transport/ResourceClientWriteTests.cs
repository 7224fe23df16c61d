using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Transport;

public sealed class ResourceClientWriteTests
{
    private static readonly ObjectKey Key = new("ns", "a");
    private readonly FakeServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeRequest Sent => _server.Requests.Single();

    [Fact]
    public async Task Create_posts_to_the_collection()
    {
        Widget widget = await _server.Client().CreateAsync("ns", Body(), Token);
        Assert.Equal("101", widget.Metadata.ResourceVersion);
        Assert.Equal(
            (HttpMethod.Post, "apis/test.dev/v1/namespaces/ns/widgets", "application/json"),
            (Sent.Method, Sent.Path, Sent.ContentType));
        AssertQuery(("fieldManager", "tester"), ("timeout", "4s"));
    }

    [Theory]
    [InlineData(true, null, "apis/test.dev/v1/namespaces/ns/widgets/a")]
    [InlineData(false, "status", "apis/test.dev/v1/namespaces/ns/widgets/a/status")]
    public async Task Apply_is_a_server_side_apply(bool force, string? subresource, string path)
    {
        await _server.Client().ApplyAsync(Key, Body(), new ApplyOptions { Force = force, Subresource = subresource }, Token);
        Assert.Equal((HttpMethod.Patch, path, "application/apply-patch+yaml"), (Sent.Method, Sent.Path, Sent.ContentType));
        Assert.True(JsonNode.DeepEquals(Body(), Sent.Body));
        AssertQuery(("fieldManager", "tester"), ("timeout", "4s"), ("force", force ? "true" : "false"));
    }

    [Fact]
    public async Task A_merge_patch_keeps_its_nulls()
    {
        var labels = new JsonObject { ["gone"] = null };
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a", ["labels"] = labels } };
        await _server.Client().MergePatchAsync(Key, patch, Token);
        Assert.Equal("application/merge-patch+json", Sent.ContentType);
        Assert.Equal("""{"metadata":{"name":"a","labels":{"gone":null}}}""", Sent.Body!.ToJsonString());
        AssertQuery(("fieldManager", "tester"), ("timeout", "4s"));
    }

    [Fact]
    public async Task Text_of_any_language_arrives_as_it_was()
    {
        const string Text = "naïve 日本 🦊 <b>&\u2028\"\\";
        await _server.Client().MergePatchAsync(Key, new JsonObject { ["text"] = Text }, Token);
        Assert.Equal(Text, Sent.Body!["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("u", "7", """{"uid":"u","resourceVersion":"7"}""")]
    [InlineData("u", null, """{"uid":"u"}""")]
    [InlineData(null, null, "{}")]
    public async Task Delete_sends_its_preconditions(string? uid, string? version, string expected)
    {
        await _server.Client().DeleteAsync(Key, new Preconditions(uid, version), Token);
        Assert.Equal(HttpMethod.Delete, Sent.Method);
        Assert.Equal(expected, Sent.Body!["preconditions"]!.ToJsonString());
        AssertQuery(("fieldManager", "tester"), ("timeout", "4s"));
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_no_error()
    {
        _server.Next(_ => true, _ => Answers.Status(HttpStatusCode.NotFound, "NotFound"));
        await _server.Client().DeleteAsync(Key, new Preconditions("u", null), Token);
    }

    [Fact]
    public async Task A_failed_precondition_is_a_conflict()
    {
        _server.Next(_ => true, _ => Answers.Status(HttpStatusCode.Conflict, "Conflict"));
        Assert.True((await Assert.ThrowsAsync<ApiException>(
            () => _server.Client().DeleteAsync(Key, new Preconditions("u", null), Token))).IsConflict);
    }

    [Fact]
    public async Task The_outcome_of_a_write_without_an_answer_is_unknown()
    {
        var clock = new FakeTimeProvider();
        _server.Next(_ => true, async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            throw new InvalidOperationException("unreachable");
        });
        Task<Widget> write = _server.Client(clock).MergePatchAsync(Key, Body(), Token);
        await Eventually.HoldsAsync(() => !_server.Requests.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(4));
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => write.Soon());
        Assert.True(e.IsOutcomeUnknown && e.IsUnreachable);
        Assert.Equal("PATCH widgets.test.dev/a: no answer: nothing within 4 s", e.Message);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task A_write_that_was_never_sent_did_not_happen(HttpRequestError error, bool unknown)
    {
        _server.Next(_ => true, _ => throw new HttpRequestException(error, "no luck"));
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => _server.Client().CreateAsync("ns", Body(), Token));
        Assert.Equal(unknown, e.IsOutcomeUnknown);
        Assert.True(e.IsUnreachable);
    }

    [Theory]
    [InlineData("{\"metadata\":")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"size":"large"}}""")]
    public async Task A_write_whose_answer_cannot_be_read_may_have_happened(string answer)
    {
        _server.Next(_ => true, _ => Answers.Text(HttpStatusCode.OK, answer));
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => _server.Client().CreateAsync("ns", Body(), Token));
        Assert.True(e.IsOutcomeUnknown);
    }

    [Fact]
    public async Task A_write_whose_answer_breaks_off_may_have_happened()
    {
        _server.Next(_ => true, _ => Answers.Stream(new FakeBody().Write("{\"metadata\":").Break()));
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => _server.Client().CreateAsync("ns", Body(), Token));
        Assert.True(e.IsOutcomeUnknown && e.IsUnreachable);
    }

    [Fact]
    public async Task Handlers_see_every_request_and_may_crash_it()
    {
        using var crash = new CrashHandler();
        using ApiTransport transport = _server.Transport(handlers: crash);
        ResourceClient<Widget> client = transport.Resource(Widget.Type);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.CreateAsync("ns", Body(), Token));
        Assert.Empty(_server.Requests);
    }

    private static JsonObject Body() => new()
    {
        ["apiVersion"] = "test.dev/v1",
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = "ns" },
    };

    private void AssertQuery(params (string, string)[] expected) =>
        Assert.Equal(expected.Order(), Sent.Query.Select(q => (q.Key, q.Value)).Order());

    /// <summary>An exception that no code expects, as a fault test throws it to stop an operator at one request.</summary>
    private sealed class CrashHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidTimeZoneException("crash");
    }
}
