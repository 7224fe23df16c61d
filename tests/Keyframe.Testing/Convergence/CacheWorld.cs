using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Clocks;
using Keyframe.Testing.Faults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Keyframe.Testing.Convergence;

/// <summary>
/// A server, a cache of its samples, and between them a network and an answer path that can be made to misbehave. The test's own
/// reads and writes go past both.
/// </summary>
public sealed class CacheWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly CacheLedger _ledger = new();
    private readonly ApiTransport _transport;
    private readonly Informer<Sample> _informer;
    private readonly StoreIndex<Sample> _byColor;
    private Task _run = Task.CompletedTask;

    private CacheWorld(ISampleServer server, bool http2, ILogger logger, TimeProvider? clock)
    {
        Server = server;
        KubernetesClientConfiguration configuration = server.Configuration;
        var address = new Uri(configuration.Host);
        Network = TcpProxy.Start(new IPEndPoint(IPAddress.Loopback, address.Port));
        configuration.Host = $"{address.Scheme}://127.0.0.1:{Network.Port}";
        configuration.DisableHttp2 = !http2;
        configuration.FirstMessageHandlerSetup = handler =>
        {
            // As they are, pings find a dead connection after 45 s: too long for a test, and not on the test's clock.
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        };
        var options = new ApiTransportOptions { FieldManager = "test", Clock = RequestClock };
        _transport = new ApiTransport(configuration, options, Faults);
        var scope = new ListOptions { Namespace = server.Namespace, PageSize = 2 };
        _informer = new Informer<Sample>(_transport.Resource(Sample.Type), scope, clock ?? Clock, logger, () => 0.5);
        _byColor = _informer.AddIndex("color", sample => [sample.Spec!.Color!]);
        _informer.Subscribe(_ledger.Take);
    }

    /// <summary>The truth.</summary>
    public ISampleServer Server { get; }

    /// <summary>What the cache's connections go through.</summary>
    public TcpProxy Network { get; }

    /// <summary>What the cache's requests and answers go through.</summary>
    public StreamFaults Faults { get; } = new();

    /// <summary>The clock of the cache: backoffs are over at once, watchdogs only when it is advanced.</summary>
    public HastyClock Clock { get; } = new();

    /// <summary>The clock of the time limits of requests.</summary>
    public FakeTimeProvider RequestClock { get; } = new();

    /// <summary>The names of samples that the cache says it cannot read.</summary>
    public IEnumerable<string> Undecodable => _informer.Undecodable.Select(key => key.Name).Order(StringComparer.Ordinal);

    /// <summary>How many changes subscribers were told of.</summary>
    public int Changes => _ledger.Count;

    /// <summary>What the cache shows of a sample.</summary>
    public string? ColorOf(string name) => _informer.Store.Get(new ObjectKey(Server.Namespace, name))?.Spec?.Color;

    /// <summary>A server with three samples, and a cache that has not begun.</summary>
    /// <param name="server">The server; the world disposes it.</param>
    /// <param name="http2">Whether the cache asks for HTTP/2, or for HTTP/1.1.</param>
    /// <param name="logger">The log of the cache.</param>
    /// <param name="clock">Instead of <see cref="Clock"/>, where backoffs are to take their time.</param>
    public static async Task<CacheWorld> CreateAsync(ISampleServer server, bool http2, ILogger logger, TimeProvider? clock = null)
    {
        var world = new CacheWorld(server, http2, logger, clock);
        await world.PutAsync("a", "red");
        await world.PutAsync("b", "green");
        await world.PutAsync("c", "red");
        return world;
    }

    public void Start() => _run = Task.Run(() => ((IInformer)_informer).RunAsync(_stop.Token));

    /// <summary>Starts, and waits for the first list and the first watch.</summary>
    public async Task<WatchTap> WatchingAsync()
    {
        Start();
        await _informer.Synced.WaitAsync(Patience, Token);
        return await NextWatchAsync();
    }

    /// <summary>The next watch that the cache opens.</summary>
    public Task<WatchTap> NextWatchAsync() => Faults.NextWatchAsync(Token).WaitAsync(Patience, Token);

    public Task PutAsync(string name, string color) =>
        Server.PutAsync(name, new JsonObject { ["color"] = color, ["size"] = 1 }, Token);

    /// <summary>Stores what the contract cannot read.</summary>
    public Task PutOddAsync(string name) =>
        Server.PutAsync(name, new JsonObject { ["color"] = "red", ["size"] = "large" }, Token);

    public Task RemoveAsync(string name) => Server.RemoveAsync(name, Token);

    /// <summary>One sample changes, one goes and one comes.</summary>
    public async Task ChangeAsync()
    {
        await PutAsync("a", "blue");
        await RemoveAsync("b");
        await PutAsync("d", "green");
    }

    /// <summary>Everything is listed again, as it is every hour.</summary>
    public Task RelistAsync() => ((IInformer)_informer).RelistAsync().WaitAsync(Patience, Token);

    /// <summary>Waits until the cache shows a version.</summary>
    public Task SeesAsync(Func<IObjectStore<Sample>, bool> condition, string what) =>
        UntilAsync(() => Task.FromResult(condition(_informer.Store) ? null : what));

    /// <summary>
    /// Waits until the cache, its indexes, and what its subscribers were told are equal to the server's content; then that it
    /// still follows, and that no change contradicted another.
    /// </summary>
    public async Task ConvergesAsync()
    {
        await UntilAsync(DifferenceAsync);
        await PutAsync("probe", "violet");
        await UntilAsync(DifferenceAsync);
        await RemoveAsync("probe");
        await UntilAsync(DifferenceAsync);
        Assert.Empty(_ledger.Contradictions);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience, CancellationToken.None);
        _transport.Dispose();
        await Network.DisposeAsync();
        await Server.DisposeAsync();
        _stop.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<string?> DifferenceAsync()
    {
        IReadOnlyList<JsonObject> truth = await Server.ContentAsync(Token);
        HashSet<string> odd = [.. truth.Where(IsOdd).Select(Name)];
        string[] expected = [.. truth.Where(sample => !IsOdd(sample)).Select(Text).Order(StringComparer.Ordinal)];
        return Compare("the store", expected, Readable(_informer.Store.List(), odd))
            ?? Compare("what was told", expected, Readable(_ledger.Content, odd))
            ?? Compare("the undecodable", odd.Order(StringComparer.Ordinal), Undecodable)
            ?? IndexDifference();
    }

    /// <summary>The index is over what the store shows, and nothing else is left in it.</summary>
    private string? IndexDifference()
    {
        ILookup<string, Sample> expected = _informer.Store.List().ToLookup(sample => sample.Spec!.Color!);
        return expected.Select(color => Compare($"index {color.Key}", Texts(color), Texts(_byColor.Find(color.Key))))
            .FirstOrDefault(difference => difference is not null)
            ?? (_byColor.Count == expected.Count ? null : $"{_byColor.Count} colors are indexed instead of {expected.Count}");
    }

    private static string? Compare(string what, IEnumerable<string> expected, IEnumerable<string> actual) =>
        expected.SequenceEqual(actual) ? null : $"{what}: expected {string.Join(", ", expected)}; is {string.Join(", ", actual)}";

    private static IEnumerable<string> Readable(IEnumerable<Sample> samples, HashSet<string> odd) =>
        Texts(samples.Where(sample => !odd.Contains(sample.Metadata.Name)));

    private static IEnumerable<string> Texts(IEnumerable<Sample> samples) => samples
        .Select(sample => Text(sample.Metadata.Name, sample.Metadata.ResourceVersion, sample.Spec!.Color!))
        .Order(StringComparer.Ordinal);

    private static string Text(JsonObject sample) =>
        Text(Name(sample), (string)sample["metadata"]!["resourceVersion"]!, (string)sample["spec"]!["color"]!);

    private static string Text(string name, string version, string color) =>
        $"{name}@{version} {(color.Length < 20 ? color : $"{color.Length} characters")}";

    private static string Name(JsonObject sample) => (string)sample["metadata"]!["name"]!;

    private static bool IsOdd(JsonObject sample) => sample["spec"]!["size"]!.GetValueKind() == JsonValueKind.String;

    private static async Task UntilAsync(Func<Task<string?>> difference)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (await difference() is { } remaining)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, remaining);
            await Task.Delay(5, Token);
        }
    }
}
