using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Retrieval;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Registries;
using Keyframe.Registries.Probes;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.Retrieval;

/// <summary>What is taken for a version, over HTTP and in ConfigMaps, and what is said where there is none.</summary>
public sealed class IndexReaderTests : IAsyncDisposable
{
    private static readonly IndexSource Entry = new IndexSource.Entry(new ObjectKey("shop", "indexes"), "kb");

    private readonly Workbench _bench = new();
    private string _status = "200 OK";
    private string _answer = "{}";
    private int _dialled;

    public static TheoryData<string, string?, string?> Values => new()
    {
        { "2026-11-01", "2026-11-01", null },
        { " 7\n", "7", null },
        { "", null, "is empty" },
        { " \n", null, "is empty" },
        { "a\nb", null, "line breaks" },
        { "a\u001b[31m", null, "line breaks or control characters" },
        { new string('7', 256), new string('7', 256), null },
        { new string('7', 257), null, "longer than 256" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_key_of_a_ConfigMap_is_a_version_without_the_white_space_around_it(string value, string? version, string? problem)
    {
        _bench.Api.Put("configmaps", "shop", "indexes", new JsonObject { ["data"] = new JsonObject { ["kb"] = value } }.ToJsonString());
        await _bench.FillCachesAsync();
        IndexReading reading = await Reader().ReadAsync(Entry, Token);
        Assert.Equal(version, reading.Version);
        Assert.Contains(problem ?? "", reading.Problem ?? "", StringComparison.Ordinal);
        Assert.Equal(problem is null, reading.Problem is null);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task So_is_a_text_over_HTTP(string value, string? version, string? problem)
    {
        _answer = new JsonObject { ["version"] = value }.ToJsonString();
        IndexReading reading = await AskAsync();
        Assert.Equal(version, reading.Version);
        Assert.StartsWith(problem is null ? "" : "index.example.com: what jsonPointer names ", reading.Problem ?? "", StringComparison.Ordinal);
        Assert.Contains(problem ?? "", reading.Problem ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ConfigMap_that_is_missing_or_lacks_the_key_is_named()
    {
        await _bench.FillCachesAsync();
        Assert.Equal("", Reader().MarkOf(Entry));
        Assert.Equal("ConfigMap indexes does not exist. Create it.", (await Reader().ReadAsync(Entry, Token)).Problem);
        Assert.Empty(_bench.Api.Reads);

        JsonObject stored = _bench.Api.Put("configmaps", "shop", "indexes", """{"data": {"faq": "1"}}""");
        await _bench.RefreshAsync();
        Assert.Equal((string?)stored["metadata"]!["resourceVersion"], Reader().MarkOf(Entry));
        Assert.Equal("ConfigMap indexes has no key kb. Add it.", (await Reader().ReadAsync(Entry, Token)).Problem);

        // It is gone, and the cache does not know yet.
        _bench.Api.Remove("configmaps", "shop", "indexes");
        Assert.Equal("ConfigMap indexes does not exist. Create it.", (await Reader().ReadAsync(Entry, Token)).Problem);
    }

    [Fact]
    public async Task Binary_data_is_no_version()
    {
        _bench.Api.Put("configmaps", "shop", "indexes", """{"binaryData": {"kb": "AAE="}}""");
        await _bench.FillCachesAsync();
        Assert.Equal("ConfigMap indexes has no key kb. Add it.", (await Reader().ReadAsync(Entry, Token)).Problem);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason_and_without_the_servers_own_words()
    {
        _status = "404 Not Found";
        _answer = """{"error": "no such index, request 8a7b6c"}""";
        IndexReading reading = await AskAsync();
        Assert.Equal(
            "RequestRefused: index.example.com: 404, there is nothing of the kind. Is the path of the URL right?", reading.Problem);
        Assert.False(reading.IsTransient);
    }

    [Theory]
    [InlineData("https://10.0.0.1/kb")]
    [InlineData("https://indexer.search.svc/kb")]
    [InlineData("https://[::1]/kb")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("http://index.example.com/kb")]
    public async Task The_guards_of_registries_hold_and_nothing_is_dialled(string url)
    {
        IndexReading reading = await AskAsync(url, allowHttp: false);
        Assert.Matches("^(AddressRefused|InsecureUrlRefused): ", reading.Problem);
        Assert.Equal((false, 0), (reading.IsTransient, _dialled));
    }

    [Fact]
    public void An_index_over_HTTP_has_no_mark() =>
        Assert.Null(Reader().MarkOf(new IndexSource.Document(new Uri("https://index.example.com/kb"), "/version")));

    private Task<IndexReading> AskAsync(string url = "http://index.example.com/kb", bool allowHttp = true) =>
        Reader(allowHttp).ReadAsync(new IndexSource.Document(new Uri(url), "/version"), Token);

    private IndexReader Reader(bool allowHttp = false) => new(
        new JsonProbe(
            new RegistryOptions { AllowHttp = allowHttp },
            TimeProvider.System,
            new RegistryNetwork
            {
                ResolveAsync = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")]),
                DialAsync = (_, _) =>
                {
                    _dialled++;
                    return Task.FromResult<Stream>(new PlainServer(_status, "application/json", _answer));
                },
            }),
        _bench.Caches,
        _bench.Transport.Resource(ResourceTypes.ConfigMapContents));
}
