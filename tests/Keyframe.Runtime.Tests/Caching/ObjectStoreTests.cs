using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Tests.Caching;

public sealed class ObjectStoreTests
{
    private readonly ObjectStore<Widget> _store = new();

    [Fact]
    public void A_list_replaces_the_content_and_tells_what_that_changed()
    {
        Replace("10", Widget.Named("kept", "1"), Widget.Named("changed", "2"), Widget.Named("gone", "3"));
        IReadOnlyList<ObjectChange<Widget>> changes =
            Replace("20", Widget.Named("kept", "1"), Widget.Named("changed", "15"), Widget.Named("new", "16"));
        Assert.Equal(["changed 2>15", "gone 3>", "new >16"], changes.Select(Text).Order());
        Assert.Equal(new ResourceVersion("20"), _store.Version);
        Assert.Equal(3, _store.Count);
    }

    [Fact]
    public void A_namesake_at_the_same_version_is_another_object()
    {
        Replace("10", Widget.Named("a", "1"));
        Widget twin = Widget.Named("a", "1");
        twin.Metadata.Uid = "another";
        Assert.Single(Replace("20", twin));
        Assert.Same(twin, _store.Get(new("ns", "a")));
    }

    [Fact]
    public void An_undecodable_object_stays_as_last_known()
    {
        Replace("10", Widget.Named("odd", "1"), Widget.Named("gone", "2"));
        IReadOnlyList<ObjectChange<Widget>> changes =
            _store.Replace([], [new("ns", "odd"), new("ns", "unseen")], new("20"), false);
        Assert.Equal(["gone 2>"], changes.Select(Text));
        Assert.Equal("1", _store.Get(new("ns", "odd"))!.Metadata.ResourceVersion);
        Assert.Null(_store.Get(new("ns", "unseen")));
        Assert.Equal([new("ns", "odd"), new("ns", "unseen")], _store.Undecodable.OrderBy(k => k.Name));
        _store.Set(Widget.Named("odd", "21"));
        Assert.Equal([new ObjectKey("ns", "unseen")], _store.Undecodable);
    }

    [Fact]
    public void Events_and_bookmarks_advance_the_version()
    {
        Replace("10");
        _store.Set(Widget.Named("a", "11"));
        Assert.Equal("11", _store.Version.Value);
        _store.AdvanceTo(new("15"));
        Assert.Equal("15", _store.Version.Value);
        _store.Remove(Widget.Named("a", "16"));
        Assert.Equal("16", _store.Version.Value);
        Assert.Null(_store.Remove(Widget.Named("never seen", "17")));
        Assert.Equal("17", _store.Version.Value);
    }

    [Fact]
    public void Versions_that_start_over_begin_a_new_era()
    {
        Replace("100");
        int before = _store.Progress.Era;
        Replace("101");
        Assert.Equal(before, _store.Progress.Era);
        Replace("7");
        Assert.Equal(new StoreProgress(new("7"), before + 1), _store.Progress);
    }

    [Fact]
    public void An_index_over_content_is_complete()
    {
        Replace("10", Widget.Named("a", "1", "red"), Widget.Named("b", "2", "blue"));
        StoreIndex<Widget> index = _store.AddIndex("color", w => [w.Spec!.Color!]);
        Assert.Equal("b", index.Find("blue").Single().Metadata.Name);
        Assert.Empty(index.Find("green"));
    }

    [Fact]
    public void What_was_read_does_not_change_afterwards()
    {
        Replace("10", Widget.Named("a", "1"));
        IReadOnlyCollection<Widget> all = _store.List();
        IReadOnlyCollection<Widget> some = _store.List("ns");
        Replace("20");
        Assert.Single(all);
        Assert.Single(some);
        Assert.Empty(_store.List());
    }

    private IReadOnlyList<ObjectChange<Widget>> Replace(string version, params Widget[] items) =>
        _store.Replace(items, [], new ResourceVersion(version), false);

    private static string Text(ObjectChange<Widget> c) =>
        $"{c.Current.Metadata.Name} {c.Old?.Metadata.ResourceVersion}>{c.New?.Metadata.ResourceVersion}";
}
