using System.Net;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Transport;

public sealed class ResourceClientReadTests
{
    private readonly FakeServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_reads_one_object()
    {
        _server.Put("a", "blue");
        Widget? widget = await _server.Client().GetAsync(new("ns", "a"), Token);
        Assert.Equal("blue", widget!.Spec!.Color);
        Assert.Equal("apis/test.dev/v1/namespaces/ns/widgets/a", _server.Requests.Single().Path);
        Assert.Equal("tester", _server.Requests.Single().UserAgent);
    }

    [Fact]
    public async Task Get_of_what_is_not_there_is_null() =>
        Assert.Null(await _server.Client().GetAsync(new("ns", "a"), Token));

    [Fact]
    public async Task A_list_is_read_page_by_page()
    {
        string[] names = [.. Enumerable.Range(0, 7).Select(i => $"w{i}")];
        Array.ForEach(names, name => _server.Put(name));
        List<ListPage<Widget>> pages = await ListAsync(3);
        Assert.Equal([3, 3, 1], pages.Select(p => p.Items.Count));
        Assert.Equal(names, pages.SelectMany(p => p.Items).Select(w => w.Metadata.Name));
        Assert.Single(pages.Select(p => p.Version).Distinct());
        Assert.DoesNotContain(pages, p => p.IsRestart);
    }

    [Fact]
    public async Task A_page_holds_500_unless_told_otherwise()
    {
        await ListAsync(new ListOptions().PageSize);
        Assert.Equal("500", _server.Requests.Single().Query["limit"]);
        Assert.DoesNotContain("resourceVersion", _server.Requests.Single().Query.Keys);
    }

    [Fact]
    public async Task An_expired_continue_token_starts_the_list_over_without_pages()
    {
        Enumerable.Range(0, 5).ToList().ForEach(i => _server.Put($"w{i}"));
        _server.Next(r => r.Query.ContainsKey("continue"), _ =>
        {
            _server.Remove("w0");
            return Answers.Expired();
        });
        List<ListPage<Widget>> pages = await ListAsync(2);
        Assert.Equal([false, true], pages.Select(p => p.IsRestart));
        Assert.Equal(["w1", "w2", "w3", "w4"], pages[1].Items.Select(w => w.Metadata.Name));
        Assert.DoesNotContain("limit", _server.Requests.Last().Query.Keys);
    }

    [Fact]
    public async Task A_list_that_expires_without_a_token_fails()
    {
        _server.Next(r => r.IsList, _ => Answers.Expired());
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => ListAsync(2));
        Assert.True(e.IsExpired);
    }

    [Fact]
    public async Task One_undecodable_object_does_not_cost_the_page()
    {
        _server.Put("good");
        _server.Put("odd", size: "large");
        ListPage<Widget> page = (await ListAsync(10)).Single();
        Assert.Equal("good", Assert.Single(page.Items).Metadata.Name);
        UndecodableObject problem = Assert.Single(page.Undecodable);
        Assert.Equal(new ObjectKey("ns", "odd"), problem.Key);
        Assert.Contains("$.spec.size", problem.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("large", problem.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(9_000)] // an API server takes 10,000
    public async Task One_object_nested_deeper_than_its_contract_allows_does_not_cost_the_page(int depth)
    {
        string nested = new string('[', depth) + new string(']', depth);
        _server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.OK, $$$"""
            {"items":[{"metadata":{"name":"good"}},{"metadata":{"name":"deep","namespace":"ns"},"free":{"form":{{{nested}}} } }]}
            """));
        ListPage<Widget> page = (await ListAsync(10)).Single();
        Assert.Equal("good", Assert.Single(page.Items).Metadata.Name);
        Assert.Equal(new ObjectKey("ns", "deep"), Assert.Single(page.Undecodable).Key);
    }

    [Theory]
    [InlineData("""{"items":[{"metadata":{}},{"spec":{}},null,7,{"metadata":{"name":"ok","namespace":"ns"}}]}""", 1, 4)]
    [InlineData("""{"items":null,"metadata":{"resourceVersion":"5"}}""", 0, 0)]
    [InlineData("{}", 0, 0)]
    public async Task Odd_lists_are_read_as_far_as_they_go(string body, int items, int undecodable)
    {
        _server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.OK, body));
        ListPage<Widget> page = (await ListAsync(10)).Single();
        Assert.Equal((items, undecodable), (page.Items.Count, page.Undecodable.Count));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"items\":[{")]
    [InlineData("<html>")]
    public async Task An_answer_that_is_no_list_is_an_error(string body)
    {
        _server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.OK, body));
        await Assert.ThrowsAsync<ApiException>(() => ListAsync(10));
    }

    [Fact]
    public async Task A_list_whose_body_stalls_can_be_cancelled()
    {
        FakeBody body = new FakeBody().Write("{\"items\":[");
        _server.Next(r => r.IsList, _ => Answers.Stream(body));
        using var cancel = new CancellationTokenSource();
        Task<List<ListPage<Widget>>> list = ListAsync(10, cancel.Token);
        await Eventually.HoldsAsync(() => _server.Lists == 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.Soon());
        await body.Closed.Soon();
    }

    [Fact]
    public async Task A_list_whose_body_stalls_runs_out_of_time()
    {
        var clock = new FakeTimeProvider();
        _server.Next(r => r.IsList, _ => Answers.Stream(new FakeBody().Write("{\"items\":[")));
        IAsyncEnumerable<ListPage<Widget>> list = _server.Client(clock).ListAsync(new ListOptions(), Token);
        ValueTask<bool> page = list.GetAsyncEnumerator(Token).MoveNextAsync();
        await Eventually.HoldsAsync(() => _server.Lists == 1);
        clock.Advance(TimeSpan.FromSeconds(60));
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => page.AsTask().Soon());
        Assert.True(e.IsUnreachable);
        Assert.False(e.IsOutcomeUnknown);
    }

    [Fact]
    public async Task Metadata_only_asks_for_metadata_and_keeps_the_kind()
    {
        ResourceClient<Widget> client = _server.Transport().Resource(Widget.Type with { MetadataOnly = true });
        const string Partial = """
            {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","namespace":"ns"}}
            """;
        _server.Next(r => r.IsList, _ => Answers.Text(HttpStatusCode.OK, $$"""{"items":[{{Partial}}]}"""));
        _server.Next(r => r.IsSingle, _ => Answers.Text(HttpStatusCode.OK, Partial));
        Widget listed = (await client.ListAsync(new ListOptions(), Token).SingleAsync(Token)).Items.Single();
        Widget? got = await client.GetAsync(new("ns", "a"), Token);
        Assert.All([listed, got!], w => Assert.Equal(("test.dev/v1", "Widget"), (w.ApiVersion, w.Kind)));
        Assert.Equal(
            [
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
                "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
            ],
            _server.Requests.Select(r => r.Accept));
    }

    [Fact]
    public async Task Metadata_is_read_as_servers_write_it()
    {
        _server.Next(r => r.IsSingle, _ => Answers.Text(HttpStatusCode.OK, """
            {"metadata":{"name":"a","namespace":"ns","generation":3,
            "creationTimestamp":"2026-11-22T21:47:47Z","deletionTimestamp":null,
            "managedFields":[{"manager":"kubectl","time":"2026-11-22T21:47:47Z","fieldsV1":{"f:spec":{"f:size":{}}}}],
            "ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"u","controller":true}],"fromTheFuture":{"x":[1]}}}
            """));
        Widget widget = (await _server.Client().GetAsync(new("ns", "a"), Token))!;
        Assert.Equal(new DateTime(2026, 11, 22, 21, 47, 47, DateTimeKind.Utc), widget.Metadata.CreationTimestamp);
        Assert.Equal(DateTimeKind.Utc, widget.Metadata.CreationTimestamp!.Value.Kind);
        Assert.Equal("kubectl", widget.Metadata.ManagedFields.Single().Manager);
        Assert.True(widget.Metadata.OwnerReferences.Single().Controller);
        Assert.Equal(3, widget.Metadata.Generation);
    }

    [Fact]
    public async Task Managed_fields_can_be_left_out()
    {
        _server.Next(r => r.IsSingle, _ => Answers.Text(
            HttpStatusCode.OK, """{"metadata":{"name":"a","managedFields":[{"manager":"m","fieldsV1":{}}]}}"""));
        ResourceClient<Widget> client = _server.Transport().Resource(Widget.Type with { Transform = Transforms.StripManagedFields });
        Assert.Null((await client.GetAsync(new("ns", "a"), Token))!.Metadata.ManagedFields);
    }

    private async Task<List<ListPage<Widget>>> ListAsync(int pageSize, CancellationToken? cancel = null) =>
        await _server.Client().ListAsync(new ListOptions { PageSize = pageSize }, cancel ?? Token).ToListAsync(Token);
}
