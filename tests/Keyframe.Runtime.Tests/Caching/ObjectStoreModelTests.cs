using CsCheck;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>The store and its indexes against a dictionary that is scanned, after each step of random histories.</summary>
public sealed class ObjectStoreModelTests
{
    private static readonly string[] Colors = ["red", "green", "red,blue", ""];

    private static readonly string[] SingleColors = ["red", "green", "blue"];
    private static readonly string[] Namespaces = ["ns0", "ns1", "ns2"];

    private static readonly Gen<Widget> GenWidget = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[1, 50],
        (name, ns, color, version) => Widget.Named($"w{name}", $"{version}", Colors[color], $"ns{ns}"));

    private static readonly Gen<Step> GenStep = Gen.Frequency<Step>(
        (5, GenWidget.Select(w => (Step)new Step.Set(w))),
        (3, GenWidget.Select(w => (Step)new Step.Remove(w))),
        (2, GenWidget.Array[0, 6].Select(ws => (Step)new Step.Replace([.. ws.DistinctBy(ObjectKey.Of)]))));

    [Fact]
    public void It_shows_what_a_plain_dictionary_shows() => GenStep.Array[1, 30].Sample(steps =>
    {
        var store = new ObjectStore<Widget>();
        StoreIndex<Widget> index = store.AddIndex("color", ColorsOf);
        Dictionary<ObjectKey, Widget> model = [];
        foreach (Step step in steps)
        {
            Run(step, store, model);
            if (!Agree(store, index, model))
            {
                return false;
            }
        }

        return true;
    });

    private static void Run(Step step, ObjectStore<Widget> store, Dictionary<ObjectKey, Widget> model)
    {
        switch (step)
        {
            case Step.Set(var widget):
                bool again = model.GetValueOrDefault(ObjectKey.Of(widget))?.Metadata.ResourceVersion == widget.Metadata.ResourceVersion;
                Assert.Equal(again, store.Set(widget) is null);
                if (!again)
                {
                    model[ObjectKey.Of(widget)] = widget;
                }

                break;
            case Step.Remove(var widget):
                Assert.Equal(model.Remove(ObjectKey.Of(widget)), store.Remove(widget) is not null);
                break;
            case Step.Replace(var widgets):
                store.Replace(widgets, [], new("60"), false);
                Dictionary<ObjectKey, Widget> before = new(model);
                model.Clear();
                foreach (Widget widget in widgets)
                {
                    // A list that shows the same version brings nothing new.
                    Widget? known = before.GetValueOrDefault(ObjectKey.Of(widget));
                    bool same = known?.Metadata.ResourceVersion == widget.Metadata.ResourceVersion;
                    model.Add(ObjectKey.Of(widget), same ? known! : widget);
                }

                break;
        }
    }

    private static bool Agree(ObjectStore<Widget> store, StoreIndex<Widget> index, Dictionary<ObjectKey, Widget> model)
    {
        bool Same(IEnumerable<Widget> a, IEnumerable<Widget> b) => a.ToHashSet(ReferenceEqualityComparer.Instance).SetEquals(b);
        string[] values = [.. model.Values.SelectMany(ColorsOf).Distinct()];
        return store.Count == model.Count
            && Same(store.List(), model.Values)
            && model.All(m => ReferenceEquals(store.Get(m.Key), m.Value))
            && Namespaces.All(ns => Same(store.List(ns), model.Where(m => m.Key.Namespace == ns).Select(m => m.Value)))
            && SingleColors.All(c => Same(index.Find(c), model.Values.Where(w => ColorsOf(w).Contains(c))))
            && index.Count == values.Length;   // no empty bucket stays
    }

    private static string[] ColorsOf(Widget widget) => widget.Spec!.Color!.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private abstract record Step
    {
        public sealed record Set(Widget Widget) : Step;

        public sealed record Remove(Widget Widget) : Step;

        public sealed record Replace(Widget[] Widgets) : Step
        {
            public override string ToString() => $"Replace [{string.Join("; ", Widgets.AsEnumerable())}]";
        }
    }
}
