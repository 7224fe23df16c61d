using System.Collections.Concurrent;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>An informer that runs against a fake server, on a clock that lets nobody wait.</summary>
internal sealed class ReflectorHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task? _run;

    public ReflectorHarness(RuntimeMetrics? metrics = null)
    {
        Informer = new Informer<Widget>(Server.Client(), new ListOptions(), Clock, Logger, () => 0.5, metrics: metrics);
        Informer.Subscribe(change => Changes.Enqueue(
            $"{change.Old?.Metadata.ResourceVersion}>{change.New?.Metadata.ResourceVersion} {change.Current.Metadata.Name}"
            + (change.IsInitial ? " initial" : "")));
    }

    public FakeServer Server { get; } = new();

    public HastyClock Clock { get; } = new();

    public CollectingLogger Logger { get; } = new();

    public Informer<Widget> Informer { get; }

    public ConcurrentQueue<string> Changes { get; } = [];

    public void Start() => _run = Task.Run(() => ((IInformer)Informer).RunAsync(_stop.Token));

    /// <summary>Starts, and waits for the first list and the first watch.</summary>
    public async Task<FakeBody> SyncAsync()
    {
        Start();
        await Informer.Synced.Soon();
        return await Server.NextWatchAsync();
    }

    /// <summary>Waits until the cache shows what the server has.</summary>
    public Task ConvergesAsync() => Eventually.HoldsAsync(
        () => Shown().SequenceEqual(Server.Content()), "the cache and the server being equal");

    public IEnumerable<string> Shown() => Informer.Store.List()
        .Select(w => $"{w.Metadata.Name}@{w.Metadata.ResourceVersion} {w.Spec!.Color}")
        .Order(StringComparer.Ordinal);

    /// <summary>Stops the informer; it ends without an exception.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await (_run ?? Task.CompletedTask).Soon();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
