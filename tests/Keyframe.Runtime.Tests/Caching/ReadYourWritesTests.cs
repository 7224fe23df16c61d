using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Caching;

public sealed class ReadYourWritesTests
{
    private static readonly ObjectKey Key = new("ns", "a");
    private readonly ReadYourWrites _writes = new();
    private readonly FakeStore _store = new() { Progress = new(new("10"), 0) };

    [Fact]
    public void A_key_nothing_was_written_for_is_caught_up() => Assert.True(_writes.CaughtUp(Key));

    [Theory]
    [InlineData("11", false)]
    [InlineData("12", true)]
    [InlineData("13", true)]
    [InlineData("", true)]
    public void A_key_is_held_back_until_the_cache_has_seen_the_write(string seen, bool caughtUp)
    {
        _writes.Wrote(Key, _store, new("12"));
        Assert.False(_writes.CaughtUp(Key));
        _store.Progress = new(new(seen), 0);
        Assert.Equal(caughtUp, _writes.CaughtUp(Key));
        Assert.True(_writes.CaughtUp(new("ns", "another")));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("9")]
    [InlineData("")]
    public void An_event_that_came_before_the_answer_leaves_nothing_to_wait_for(string written)
    {
        _writes.Wrote(Key, _store, new(written));
        Assert.True(_writes.CaughtUp(Key));
        Assert.Equal(0, _writes.Count);
    }

    [Fact]
    public void The_latest_write_counts_whatever_order_they_are_told_in()
    {
        _writes.Wrote(Key, _store, new("100"));
        _writes.Wrote(Key, _store, new("20"));
        _store.Progress = new(new("50"), 0);
        Assert.False(_writes.CaughtUp(Key));
        _store.Progress = new(new("100"), 0);
        Assert.True(_writes.CaughtUp(Key));
    }

    [Fact]
    public void Every_cache_written_through_has_to_catch_up()
    {
        var other = new FakeStore { Progress = new(new("5"), 0) };
        _writes.Wrote(Key, _store, new("12"));
        _writes.Wrote(Key, other, new("6"));
        _store.Progress = new(new("12"), 0);
        Assert.False(_writes.CaughtUp(Key));
        other.Progress = new(new("6"), 0);
        Assert.True(_writes.CaughtUp(Key));
    }

    [Fact]
    public void Versions_that_start_over_end_the_wait()
    {
        _writes.Wrote(Key, _store, new("12"));
        _store.Progress = new(new("3"), 1);
        Assert.True(_writes.CaughtUp(Key));
    }

    [Fact]
    public void A_write_after_versions_started_over_counts_anew()
    {
        _writes.Wrote(Key, _store, new("12"));
        _store.Progress = new(new("3"), 1);
        _writes.Wrote(Key, _store, new("4"));
        Assert.False(_writes.CaughtUp(Key));
        _store.Progress = new(new("4"), 1);
        Assert.True(_writes.CaughtUp(Key));
    }

    [Fact]
    public void A_forgotten_key_is_not_held_back()
    {
        _writes.Wrote(Key, _store, new("12"));
        _writes.Forget(Key);
        Assert.True(_writes.CaughtUp(Key));
    }

    [Fact]
    public void Keys_nobody_asks_about_again_do_not_pile_up()
    {
        for (int i = 11; i < 100_000; i++)
        {
            _writes.Wrote(new("ns", $"w{i}"), _store, new($"{i}"));
            _store.Progress = new(new($"{i}"), 0);
        }

        Assert.InRange(_writes.Count, 1, 1024);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_informer_catches_up_by_the_event_or_by_the_deletion(bool deleted)
    {
        await using var it = new ReflectorHarness();
        await it.SyncAsync();
        FakeServer server = it.Server;
        server.Put("a", silently: true);
        _writes.Wrote(Key, it.Informer, Widget.Named("a", "101"));
        Assert.False(_writes.CaughtUp(Key));
        if (deleted)
        {
            server.Remove("a");
        }
        else
        {
            server.Put("a");
        }

        await Eventually.HoldsAsync(() => _writes.CaughtUp(Key));
    }

    [Theory]
    [InlineData("app=web", null, "web", false)]
    [InlineData("app=web", null, "db", true)]    // it will never come
    [InlineData(null, "elsewhere", "web", true)]
    [InlineData(null, "ns", "web", false)]
    [InlineData(null, null, "db", false)]
    public void A_write_that_the_cache_will_never_show_is_not_waited_for(
        string? selector, string? @namespace, string app, bool caughtUp)
    {
        Informer<Widget> informer = Following(selector, @namespace);
        _writes.Wrote(Key, informer, Labelled("101", app));
        Assert.Equal(caughtUp, _writes.CaughtUp(Key));
    }

    [Fact]
    public void A_write_that_makes_an_object_leave_the_cache_is_waited_for()
    {
        Informer<Widget> informer = Following("app=web");
        ((IReflectorSink<Widget>)informer).Apply(new WatchEvent<Widget>.Added(Labelled("101", "web")));
        Widget left = Labelled("102", "db");
        _writes.Wrote(Key, informer, left);
        Assert.False(_writes.CaughtUp(Key));
        ((IReflectorSink<Widget>)informer).Apply(new WatchEvent<Widget>.Deleted(left));   // as a server tells it
        Assert.True(_writes.CaughtUp(Key));
    }

    [Fact]
    public void A_bookmark_ends_every_wait()
    {
        Informer<Widget> informer = Following("app within (web)");   // what we cannot read, we wait for
        _writes.Wrote(Key, informer, Labelled("101", "db"));
        Assert.False(_writes.CaughtUp(Key));
        ((IReflectorSink<Widget>)informer).Apply(new WatchEvent<Widget>.Bookmark(new("102")));
        Assert.True(_writes.CaughtUp(Key));
    }

    private static Informer<Widget> Following(string? selector, string? @namespace = null)
    {
        var scope = new ListOptions { LabelSelector = selector, Namespace = @namespace };
        var informer = new Informer<Widget>(
            new FakeServer().Client(), scope, new HastyClock(), new CollectingLogger(), () => 0.5);
        ((IReflectorSink<Widget>)informer).Replace([], [], new("100"));
        return informer;
    }

    private static Widget Labelled(string version, string app)
    {
        Widget widget = Widget.Named("a", version);
        widget.Metadata.Labels = new Dictionary<string, string> { ["app"] = app };
        return widget;
    }

    private sealed class FakeStore : IVersionedStore
    {
        public StoreProgress Progress { get; set; }
    }
}
