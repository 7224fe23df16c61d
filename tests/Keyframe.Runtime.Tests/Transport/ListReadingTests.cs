using System.Globalization;
using System.Net;
using System.Text;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Transport;

/// <summary>Pages are decoded while they are received: where a body is cut, and how it is ordered, must not matter.</summary>
public sealed class ListReadingTests
{
    private readonly FakeServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(int.MaxValue)]
    public async Task A_body_may_be_cut_anywhere(int piece)
    {
        // Larger than any buffer, smaller, with escapes and characters of several bytes.
        const string Escaped = "\\\"gr\u00fcn\\u00fc\\n\U0001F308]}";
        string[] colors = [new('a', 150_000), "red", .. Enumerable.Repeat(Escaped, 3_000), new('b', 70_000)];
        string items = string.Join(",\n ", colors.Select((color, i) => Item($"w{i}", color)));
        ListPage<Widget> page = await ReadAsync($$"""{"items":[{{items}}],"metadata":{"resourceVersion":"5"} }""", piece);
        Assert.Empty(page.Undecodable);
        Assert.Equal(colors.Select((_, i) => $"w{i}"), page.Items.Select(w => w.Metadata.Name));
        Assert.Equal(
            colors.Select(c => c.Replace("\\\"", "\"").Replace("\\u00fc", "\u00fc").Replace("\\n", "\n")),
            page.Items.Select(w => w.Spec!.Color));
        Assert.Equal("5", page.Version.Value);
    }

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"5"},"items":[ITEM]}""")]
    [InlineData("""{"items":[ITEM],"metadata":{"remainingItemCount":3,"resourceVersion":"5"}}""")]
    [InlineData("""{"items":[ITEM],"kind":"WidgetList","metadata":{"resourceVersion":"5"},"apiVersion":"v1"}""")]
    [InlineData("""{"x":{"items":[1],"metadata":{"resourceVersion":"6"}},"metadata":{"resourceVersion":"5"},"items":[ITEM]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"4"},"items":[1,2],"items":[ITEM],"metadata":{"resourceVersion":"5"}}""")]
    [InlineData("""{"\u0069tems":[ITEM],"meta\u0064ata":{"resourceVersion":"5"}}""")]
    public async Task Members_may_come_in_any_order(string body)
    {
        ListPage<Widget> page = await ReadAsync(body.Replace("ITEM", Item("a", "red"), StringComparison.Ordinal), 7);
        Assert.Equal("a", Assert.Single(page.Items).Metadata.Name);
        Assert.Empty(page.Undecodable);
        Assert.Equal("5", page.Version.Value);
    }

    [Fact]
    public async Task The_token_of_the_next_page_may_come_last()
    {
        Answer($$$"""{"items":[{{{Item("a", "red")}}}],"metadata":{"resourceVersion":"5","continue":"next"}}""", 7);
        Answer($$$"""{"metadata":{"resourceVersion":"5","continue":""},"items":[{{{Item("b", "red")}}}]}""", 7);
        List<ListPage<Widget>> pages = await _server.Client().ListAsync(new ListOptions(), Token).ToListAsync(Token);
        Assert.Equal(["a", "b"], pages.Select(p => p.Items.Single().Metadata.Name));
        Assert.Equal("next", _server.Requests.Last().Query["continue"]);
    }

    [Theory]
    [InlineData("""{"items":{"a":{"metadata":{"name":"a"}}},"metadata":{"resourceVersion":"5"}}""", "5")]
    [InlineData("""{"items":"a","metadata":{"resourceVersion":"5"}}""", "5")]
    [InlineData("""{"items":[],"metadata":{"resourceVersion":"5"}}""", "5")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}],"items":null,"metadata":null}""", "")]
    [InlineData("""{"metadata":[{"resourceVersion":"5"}]}""", "")]
    [InlineData("""{"metadata":{"resourceVersion":5}}""", "")]
    public async Task What_is_not_a_list_of_items_has_none(string body, string version)
    {
        ListPage<Widget> page = await ReadAsync(body, 7);
        Assert.Equal((0, 0, version), (page.Items.Count, page.Undecodable.Count, page.Version.Value));
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(4096, 0)]
    [InlineData(4096, 100_000)]
    public async Task Objects_that_do_not_fit_do_not_cost_those_beside_them(int piece, int padding)
    {
        string nested = new string('[', 5_000) + new string(']', 5_000);
        string pad = new(' ', padding);   // so that the object lies in several buffers
        string deep = $$$"""{"metadata":{"name":"deep","namespace":"ns"},{{{pad}}}"spec":{"form":{{{nested}}} } }""";
        string large = $$$"""{"spec":{"size":"large"},{{{pad}}}"metadata":{"namespace":"ns","name":"large"} }""";
        string[] odd = [deep, "7", "null", "\"text\"", "[{}]", "true"];
        string[] items = [Item("a", "red"), .. odd, Item("b", "red"), large, Item("c", "red")];
        ListPage<Widget> page = await ReadAsync($$"""{"items":[{{string.Join(',', items)}}]}""", piece);
        Assert.Equal(["a", "b", "c"], page.Items.Select(w => w.Metadata.Name));
        ObjectKey none = new("", "");
        Assert.Equal(
            [new("ns", "deep"), none, none, none, none, none, new("ns", "large")], page.Undecodable.Select(u => u.Key));
        Assert.Contains("$.spec", page.Undecodable[0].Problem, StringComparison.Ordinal);
        Assert.Contains("$.spec.size", page.Undecodable[^1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_may_hold_10_000_objects()
    {
        string[] names = [.. Enumerable.Range(0, 10_000).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        string items = string.Join(',', names.Select(name => Item(name, "red")));
        ListPage<Widget> page = await ReadAsync($$"""{"items":[{{items}}]}""", 4096);
        Assert.Equal(names, page.Items.Select(w => w.Metadata.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[{\"items\":[],\"metadata\":{}}]")]
    [InlineData("{\"items\":[ITEM]")]
    [InlineData("{\"items\":[ITEM}")]
    [InlineData("{\"items\":[ITEM,]}")]
    [InlineData("{\"items\":[ITEM,{\"metadata\":{\"name\":\"b\"]}}]}")]
    [InlineData("{\"items\":[ITEM],\"metadata\":{\"resourceVersion\":\"5")]
    [InlineData("{\"items\":[ITEM]} {}")]
    public async Task Nothing_is_taken_from_a_body_that_is_no_whole_list(string body)
    {
        Answer(body.Replace("ITEM", Item("a", "red"), StringComparison.Ordinal), 7);
        ApiException e = await Assert.ThrowsAsync<ApiException>(
            () => _server.Client().ListAsync(new ListOptions(), Token).ToListAsync(Token).AsTask());
        Assert.False(e.IsUnreachable);
    }

    [Fact]
    public async Task Nothing_is_taken_from_a_body_that_breaks()
    {
        _server.Next(r => r.IsList, _ => Answers.Stream(new FakeBody().Write($"{{\"items\":[{Item("a", "red")},").Break()));
        ApiException e = await Assert.ThrowsAsync<ApiException>(
            () => _server.Client().ListAsync(new ListOptions(), Token).ToListAsync(Token).AsTask());
        Assert.True(e.IsUnreachable);
    }

    private static string Item(string name, string color) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"ns"},"spec":{"size":1,"color":"{{{color}}}"}}""";

    private async Task<ListPage<Widget>> ReadAsync(string body, int piece)
    {
        Answer(body, piece);
        return await _server.Client().ListAsync(new ListOptions(), Token).SingleAsync(Token);
    }

    private void Answer(string body, int piece) => _server.Next(r => r.IsList, _ =>
    {
        var content = new StreamContent(new PieceStream(Encoding.UTF8.GetBytes(body), piece));
        content.Headers.ContentType = new("application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    });

    /// <summary>Gives out at most so many bytes at once.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
