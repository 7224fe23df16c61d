using System.Collections.Concurrent;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Caching;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly ReflectorHarness _it = new();

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task It_is_synced_when_the_first_list_is_in_the_store()
    {
        _it.Server.Put("a");
        Assert.False(_it.Informer.HasSynced);
        await _it.SyncAsync();
        Assert.True(_it.Informer.HasSynced);
        Assert.Equal(1, _it.Informer.Store.Count);
        Assert.Equal([">101 a initial"], _it.Changes);
    }

    [Fact]
    public async Task A_late_subscriber_gets_what_is_there_as_initial_and_then_what_changes()
    {
        _it.Server.Put("a");
        await _it.SyncAsync();
        ConcurrentQueue<ObjectChange<Widget>> seen = [];
        _it.Informer.Subscribe(seen.Enqueue);
        Assert.True(seen.Single().IsInitial);
        _it.Server.Put("b");
        await Eventually.HoldsAsync(() => seen.Count == 2);
        Assert.Equal((false, "b"), (seen.Last().IsInitial, seen.Last().Current.Metadata.Name));
    }

    [Fact]
    public async Task The_store_shows_a_change_before_a_subscriber_hears_of_it()
    {
        await _it.SyncAsync();
        string? seen = null;
        _it.Informer.Subscribe(c => seen = _it.Informer.Store.Get(ObjectKey.Of(c.Current))?.Metadata.ResourceVersion);
        _it.Server.Put("a");
        await Eventually.HoldsAsync(() => seen == "101");
    }

    [Fact]
    public async Task A_subscriber_that_throws_stops_nobody()
    {
        int calls = 0;
        _it.Informer.Subscribe(_ =>
        {
            calls++;
            throw new InvalidOperationException("defect");
        });
        await _it.SyncAsync();
        _it.Server.Put("a");
        _it.Server.Put("b");
        await Eventually.HoldsAsync(() => Volatile.Read(ref calls) == 2);
        await _it.ConvergesAsync();
        await Eventually.HoldsAsync(() => _it.Logger.Messages(1008).Count() == 2);
    }

    [Fact]
    public async Task An_index_that_throws_misses_only_that_object()
    {
        StoreIndex<Widget> index = _it.Informer.AddIndex(
            "color", w => w.Metadata.Name == "odd" ? throw new FormatException() : [w.Spec!.Color!]);
        _it.Server.Put("odd");
        _it.Server.Put("good");
        await _it.SyncAsync();
        Assert.Equal(["good"], index.Find("red").Select(w => w.Metadata.Name));
        Assert.Equal(2, _it.Informer.Store.Count);
        Assert.NotEmpty(_it.Logger.Messages(1007));
    }

    [Fact]
    public async Task An_index_follows_changes_and_deletes()
    {
        StoreIndex<Widget> index = _it.Informer.AddIndex("color", w => [w.Spec!.Color!]);
        await _it.SyncAsync();
        _it.Server.Put("a");
        await Eventually.HoldsAsync(() => index.Find("red").Count == 1);
        _it.Server.Put("a", "blue");
        await Eventually.HoldsAsync(() => index.Find("blue").Count == 1 && index.Find("red").Count == 0);
        _it.Server.Remove("a");
        await Eventually.HoldsAsync(() => index.Count == 0);
    }

    [Fact]
    public async Task An_index_cannot_come_after_the_start()
    {
        await _it.SyncAsync();
        Assert.Throws<InvalidOperationException>(() => _it.Informer.AddIndex("color", w => [w.Spec!.Color!]));
    }

    [Fact]
    public async Task A_relist_tells_only_what_changed()
    {
        _it.Server.Put("same");
        _it.Server.Put("changed");
        FakeBody watch = await _it.SyncAsync();
        _it.Server.Put("changed", "blue", silently: true);
        _it.Server.Compact();
        watch.End();
        await Eventually.HoldsAsync(() => _it.Changes.Count == 3);
        Assert.Equal("102>103 changed", _it.Changes.Last());
    }
}
