using CsCheck;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>
/// The store and its indexes against a dictionary that is scanned, after each step of random histories: what is shown, what is
/// told, what cannot be read, and how far it has come.
/// </summary>
public sealed class ObjectStoreModelTests
{
    private static readonly string[] Colors = ["red", "green", "red,blue", ""];

    private static readonly string[] SingleColors = ["red", "green", "blue"];
    private static readonly string[] Namespaces = ["ns0", "ns1", "ns2"];

    private static readonly Gen<Widget> GenWidget = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[1, 50], Gen.Int[0, 1],
        (name, ns, color, version, life) =>
        {
            Widget widget = Widget.Named($"w{name}", $"{version}", Colors[color], $"ns{ns}");
            widget.Metadata.Uid = $"uid-{life}";
            return widget;
        });

    private static readonly Gen<ObjectKey> GenKey = GenWidget.Select(w => ObjectKey.Of(w));
    private static readonly Gen<int> GenVersion = Gen.Int[1, 60];

    private static readonly Gen<Step> GenStep = Gen.Frequency<Step>(
        (5, GenWidget.Select(w => (Step)new Step.Set(w))),
        (3, GenWidget.Select(w => (Step)new Step.Remove(w))),
        (1, Gen.Select(GenKey, GenVersion, (key, version) => (Step)new Step.RemoveUnread(key, version))),
        (2, Gen.Select(GenKey, GenVersion, (key, version) => (Step)new Step.Mark(key, version))),
        (1, GenVersion.Select(version => (Step)new Step.Bookmark(version))),
        (2, Gen.Select(
            GenWidget.Array[0, 6], GenKey.Array[0, 2], GenVersion,
            (listed, odd, version) => (Step)new Step.Replace([.. listed.DistinctBy(w => ObjectKey.Of(w))], odd, version))));

    [Fact]
    public void It_shows_and_tells_what_a_plain_dictionary_does() => GenStep.Array[1, 30].Sample(steps =>
    {
        var store = new ObjectStore<Widget>();
        StoreIndex<Widget> index = store.AddIndex("color", ColorsOf);
        var model = new NaiveStore();
        return steps.All(step => Run(step, store, model) && Agree(store, index, model));
    }, iter: 2000);

    /// <summary>Does the step to both, and compares what they tell.</summary>
    private static bool Run(Step step, ObjectStore<Widget> store, NaiveStore model)
    {
        switch (step)
        {
            case Step.Set(var widget):
                return Same(model.Set(widget), Told(store.Set(widget)));
            case Step.Remove(var widget):
                int at = int.Parse(widget.Metadata.ResourceVersion, null);
                return Same(model.Remove(ObjectKey.Of(widget), at, widget), Told(store.Remove(widget)));
            case Step.RemoveUnread(var key, var version):
                Widget? last = store.Remove(key, new($"{version}"));
                return Same(model.Remove(key, version, null), last is null ? [] : [new(last, null, false)]);
            case Step.Mark(var key, var version):
                return model.Mark(key, version) == store.MarkUndecodable(key, new($"{version}"));
            case Step.Bookmark(var version):
                model.Bookmark(version);
                store.AdvanceTo(new($"{version}"));
                return true;
            case Step.Replace(var listed, var odd, var version):
                ObjectKey[] unread = [.. odd.Distinct().Except(listed.Select(w => ObjectKey.Of(w)))];
                return Same(model.Replace(listed, unread, version), store.Replace(listed, unread, new($"{version}"), false));
            default:
                return false;
        }
    }

    private static bool Agree(ObjectStore<Widget> store, StoreIndex<Widget> index, NaiveStore model)
    {
        Dictionary<ObjectKey, Widget> objects = model.Objects;
        return store.Count == objects.Count
            && Same(store.List(), objects.Values)
            && objects.All(m => ReferenceEquals(store.Get(m.Key), m.Value))
            && Namespaces.All(ns => Same(store.List(ns), objects.Where(m => m.Key.Namespace == ns).Select(m => m.Value)))
            && SingleColors.All(c => Same(index.Find(c), objects.Values.Where(w => ColorsOf(w).Contains(c))))
            && index.Count == objects.Values.SelectMany(ColorsOf).Distinct().Count()   // no empty bucket stays
            && model.Undecodable.SetEquals(store.Undecodable)
            && store.Progress == new StoreProgress(new($"{model.Version}"), model.Era);
    }

    private static ObjectChange<Widget>[] Told(ObjectChange<Widget>? change) => change is { } one ? [one] : [];

    private static bool Same(IEnumerable<Widget> a, IEnumerable<Widget> b) =>
        a.ToHashSet(ReferenceEqualityComparer.Instance).SetEquals(b);

    /// <summary>The same objects, not equal ones; in any order.</summary>
    private static bool Same(IEnumerable<ObjectChange<Widget>> a, IEnumerable<ObjectChange<Widget>> b) =>
        a.OrderBy(Key).Zip(b.OrderBy(Key)).All(
            pair => ReferenceEquals(pair.First.Old, pair.Second.Old) && ReferenceEquals(pair.First.New, pair.Second.New))
        && a.Count() == b.Count();

    private static string Key(ObjectChange<Widget> change) => ObjectKey.Of(change.Current).ToString();

    private static string[] ColorsOf(Widget widget) => widget.Spec!.Color!.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private abstract record Step
    {
        public sealed record Set(Widget Widget) : Step;

        public sealed record Remove(Widget Widget) : Step;

        public sealed record RemoveUnread(ObjectKey Key, int Version) : Step;

        public sealed record Mark(ObjectKey Key, int Version) : Step;

        public sealed record Bookmark(int Version) : Step;

        public sealed record Replace(Widget[] Listed, ObjectKey[] Undecodable, int Version) : Step
        {
            public override string ToString() =>
                $"Replace [{string.Join("; ", Listed.AsEnumerable())}] without {string.Join("; ", Undecodable)} at {Version}";
        }
    }
}
