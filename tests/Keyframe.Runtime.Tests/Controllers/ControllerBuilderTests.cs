using k8s.Models;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Tests.Caching;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Controllers;

/// <summary>Which changes wake which keys.</summary>
public sealed class ControllerBuilderTests : IAsyncDisposable
{
    private readonly ReflectorHarness _it = new();
    private readonly CollectingLogger _logger = new();

    private IReflectorSink<Widget> Cache => _it.Informer;

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public void For_wakes_the_object_on_each_change()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.For(_it.Informer));
        Cache.Replace([], [], new("1"));
        Assert.Equal("ns/a", Woken(queue, () => Added(Widget.Named("a", "2"))));
        Assert.Equal("ns/a", Woken(queue, () => Modified(Widget.Named("a", "3"))));
        Assert.Equal("ns/a", Woken(queue, () => Deleted(Widget.Named("a", "4"))));
        Assert.Equal("", Woken(queue, () => Cache.Apply(new WatchEvent<Widget>.Bookmark(new("5")))));
    }

    [Fact]
    public async Task What_was_there_at_the_start_goes_behind_what_changes()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.For(_it.Informer));
        Cache.Replace([Widget.Named("initial", "1")], [], new("1"));
        Added(Widget.Named("changed", "2"));
        Assert.Equal(("changed", 0), await TakeAsync(queue));
        Assert.Equal(("initial", -100), await TakeAsync(queue));
    }

    [Fact]
    public async Task What_is_told_again_goes_behind_what_changes()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.For(_it.Informer));
        Cache.Replace([Widget.Named("a", "1")], [], new("1"));
        Assert.Equal(("a", -100), await TakeAsync(queue));
        ((IInformer)_it.Informer).Resync();
        Added(Widget.Named("changed", "2"));
        Assert.Equal(("changed", 0), await TakeAsync(queue));
        Assert.Equal(("a", -100), await TakeAsync(queue));
    }

    [Fact]
    public void A_trigger_wakes_every_controller_that_listens()
    {
        var trigger = new ReconcileTrigger();
        trigger.Fire(new ObjectKey("ns", "nobody listens yet"));
        WorkQueue<ObjectKey> one = Build(b => b.Triggered(trigger));
        WorkQueue<ObjectKey> other = Build(b => b.For(_it.Informer).Triggered(trigger));
        Assert.Equal("ns/a", Woken(one, () => trigger.Fire(new ObjectKey("ns", "a"))));
        Assert.Equal("ns/a", Woken(other, () => { }));
    }

    [Fact]
    public void A_predicate_leaves_changes_out()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.For(_it.Informer, c => c.Old?.Spec?.Color != c.New?.Spec?.Color));
        Cache.Replace([], [], new("1"));
        Assert.Equal("ns/a", Woken(queue, () => Added(Widget.Named("a", "2"))));
        Assert.Equal("", Woken(queue, () => Modified(Widget.Named("a", "3"))));
        Assert.Equal("ns/a", Woken(queue, () => Modified(Widget.Named("a", "4", "blue"))));
    }

    [Fact]
    public void A_predicate_that_throws_leaves_nothing_out()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.For(_it.Informer, _ => throw new FormatException()));
        Assert.Equal("ns/a", Woken(queue, () => Cache.Replace([Widget.Named("a", "1")], [], new("1"))));
        Assert.Single(_logger.Messages(1109));
    }

    [Fact]
    public void Watches_wakes_what_the_old_and_the_new_object_concern()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.Watches(_it.Informer, w => [new("ns", w.Spec!.Color!), new("ns", "always")]));
        Assert.Equal("ns/always ns/red", Woken(queue, () => Cache.Replace([Widget.Named("a", "1")], [], new("1"))));
        Assert.Equal("ns/always ns/blue ns/red", Woken(queue, () => Modified(Widget.Named("a", "2", "blue"))));
        Assert.Equal("ns/always ns/blue", Woken(queue, () => Deleted(Widget.Named("a", "3", "blue"))));
    }

    [Fact]
    public void A_predicate_leaves_out_changes_of_what_is_watched()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.Watches(
            _it.Informer, w => [new("ns", w.Spec!.Color!)], c => c.Old?.Spec?.Color != c.New?.Spec?.Color));
        Cache.Replace([], [], new("1"));
        Assert.Equal("ns/red", Woken(queue, () => Added(Widget.Named("a", "2"))));
        Assert.Equal("", Woken(queue, () => Modified(Widget.Named("a", "3"))));
        Assert.Equal("ns/blue ns/red", Woken(queue, () => Modified(Widget.Named("a", "4", "blue"))));
    }

    [Theory]
    [InlineData("test.dev/v1", "Owner", true, "ns/boss")]
    [InlineData("test.dev/v2beta1", "Owner", true, "ns/boss")]
    [InlineData("test.dev/v1", "Owner", false, "")]
    [InlineData("test.dev/v1", "Owner", null, "")]
    [InlineData("other.dev/v1", "Owner", true, "")]
    [InlineData("v1", "Owner", true, "")]
    [InlineData("test.dev/v1", "Other", true, "")]
    public void Owns_wakes_the_controlling_owner(string apiVersion, string kind, bool? controller, string woken)
    {
        WorkQueue<ObjectKey> queue = Build(b => b.Owns(_it.Informer, "test.dev/v1", "Owner"));
        Widget owned = Widget.Named("a", "1");
        owned.Metadata.OwnerReferences =
            [new V1OwnerReference { ApiVersion = apiVersion, Kind = kind, Name = "boss", Uid = "u", Controller = controller }];
        Assert.Equal(woken, Woken(queue, () => Cache.Replace([owned, Widget.Named("free", "1")], [], new("1"))));
    }

    [Fact]
    public void Owns_wakes_the_owner_before_and_after()
    {
        WorkQueue<ObjectKey> queue = Build(b => b.Owns(_it.Informer, "test.dev/v1", "Owner"));
        Woken(queue, () => Cache.Replace([Owned("1", "first")], [], new("1")));
        Assert.Equal("ns/first ns/second", Woken(queue, () => Modified(Owned("2", "second"))));
    }

    [Fact]
    public void A_controller_that_nothing_wakes_is_a_defect() =>
        Assert.Throws<InvalidOperationException>(() => Build(b => b.Workers(2)));

    private static Widget Owned(string version, string owner)
    {
        Widget widget = Widget.Named("a", version);
        widget.Metadata.OwnerReferences =
            [new V1OwnerReference { ApiVersion = "test.dev/v1", Kind = "Owner", Name = owner, Uid = owner, Controller = true }];
        return widget;
    }

    private WorkQueue<ObjectKey> Build(Func<ControllerBuilder, ControllerBuilder> with) =>
        with(new ControllerBuilder("test", new FakeReconciler(), _logger)).Build(new FakeTimeProvider()).Queue;

    private void Added(Widget item) => Cache.Apply(new WatchEvent<Widget>.Added(item));

    private void Modified(Widget item) => Cache.Apply(new WatchEvent<Widget>.Modified(item));

    private void Deleted(Widget last) => Cache.Apply(new WatchEvent<Widget>.Deleted(last));

    private static async Task<(string, int)> TakeAsync(WorkQueue<ObjectKey> queue)
    {
        using WorkItem<ObjectKey> item = (await queue.TakeAsync(TestContext.Current.CancellationToken))!;
        return (item.Key.Name, item.Priority.Value);
    }

    private static string Woken(WorkQueue<ObjectKey> queue, Action change)
    {
        change();
        SortedSet<string> keys = new(StringComparer.Ordinal);
        while (queue.Count > 0)
        {
            using WorkItem<ObjectKey> item = queue.TakeAsync(TestContext.Current.CancellationToken).AsTask().Now()!;
            keys.Add(item.Key.ToString());
        }

        return string.Join(' ', keys);
    }
}
