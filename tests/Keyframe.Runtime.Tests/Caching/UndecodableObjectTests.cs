using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>One object that does not fit its contract costs nobody else.</summary>
public sealed class UndecodableObjectTests : IAsyncDisposable
{
    private readonly ReflectorHarness _it = new();

    private FakeServer Server => _it.Server;

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task An_undecodable_object_in_a_list_costs_nobody_else()
    {
        Server.Put("good");
        Server.Put("odd", size: "large");
        FakeBody watch = await _it.SyncAsync();
        Assert.Equal(["good"], _it.Informer.Store.List().Select(w => w.Metadata.Name));
        Assert.Equal([new ObjectKey("ns", "odd")], _it.Informer.Undecodable);
        Assert.Contains("ns/odd", Assert.Single(_it.Logger.Messages(1006)), StringComparison.Ordinal);
        Assert.False(watch.Closed.IsCompleted);
        Server.Put("odd");
        await _it.ConvergesAsync();
        Assert.Empty(_it.Informer.Undecodable);
    }

    [Fact]
    public async Task An_undecodable_object_in_a_watch_costs_nobody_else()
    {
        Server.Put("odd");
        await _it.SyncAsync();
        Server.Put("odd", size: "large");
        Server.Put("good");
        Server.Put("odd", size: "larger");
        await Eventually.HoldsAsync(() => _it.Informer.Store.Version.Value == "104");
        Assert.Equal(["good@103 red", "odd@101 red"], _it.Shown());   // as last known
        Assert.Equal([new ObjectKey("ns", "odd")], _it.Informer.Undecodable);
        Assert.Single(_it.Logger.Messages(1006));
        Server.Put("odd", "blue");
        await _it.ConvergesAsync();
        Assert.Empty(_it.Informer.Undecodable);
        Assert.Equal((1, 1), (Server.Lists, Server.Watches));
        Assert.Equal([">101 odd initial", ">103 good", "101>105 odd"], _it.Changes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_undecodable_object_can_be_deleted(bool wasKnown)
    {
        if (wasKnown)
        {
            Server.Put("odd");
        }

        await _it.SyncAsync();
        Server.Put("odd", size: "large");
        Server.Remove("odd");
        Server.Put("good");
        await _it.ConvergesAsync();
        Assert.Empty(_it.Informer.Undecodable);
        Assert.Equal(wasKnown ? 3 : 1, _it.Changes.Count);
        Assert.Equal((1, 1), (Server.Lists, Server.Watches));
    }
}
