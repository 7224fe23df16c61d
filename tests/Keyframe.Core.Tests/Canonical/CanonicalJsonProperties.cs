using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Keyframe.Core.Tests.Canonical;

public sealed class CanonicalJsonProperties
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 8];

    private static readonly Gen<Func<JsonNode?>> Leaf = Gen.OneOf<Func<JsonNode?>>(
        Text.Select(text => Recipe(text)),
        Gen.Double[-1e15, 1e15].Select(number => Recipe(number)),
        Gen.Int.Select(number => Recipe(number)),
        Gen.Bool.Select(flag => Recipe(flag)),
        Gen.Const(0).Select(_ => Recipe((JsonNode?)null)));

    // Nodes have one parent, so trees are recipes.
    private static readonly Gen<Func<JsonNode?>> Tree = Gen.Recursive<Func<JsonNode?>>((depth, inner) => depth >= 4
        ? Leaf
        : Gen.OneOf<Func<JsonNode?>>(
            Leaf,
            inner.Array[0, 4].Select(items => Recipe(() => new JsonArray([.. items.Select(item => item())]))),
            Gen.Select(Text, inner).Array[0, 4].Select(pairs => Recipe(() => new JsonObject(
                pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2())))))));

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form() => Tree.Sample(tree =>
    {
        var canonical = Json.Canonical(Write(tree()));
        Assert.Equal(canonical, Json.Canonical(canonical));
    });

    [Fact]
    public void The_order_of_properties_and_white_space_do_not_matter() => Tree.Sample(tree =>
    {
        var node = tree();
        var other = Reversed(node)?.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) ?? "null";
        Assert.Equal(Json.Canonical(Write(node)), Json.Canonical(other));
    });

    [Fact]
    public void Every_change_of_a_leaf_changes_the_canonical_form() => Gen.Select(Tree, Gen.Int[0, 1_000]).Sample((tree, pick) =>
    {
        var before = tree();
        var leaves = CountLeaves(before);
        if (leaves == 0)
        {
            return;
        }

        var after = ChangeLeaf(before, pick % leaves);
        Assert.NotEqual(Json.Canonical(Write(before)), Json.Canonical(Write(after)));
    });

    private static Func<JsonNode?> Recipe(JsonNode? leaf) => () => leaf?.DeepClone();

    private static Func<JsonNode?> Recipe(Func<JsonNode> node) => node;

    private static string Write(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Reverse().Select(pair => KeyValuePair.Create(pair.Key, Reversed(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    private static int CountLeaves(JsonNode? node) => node switch
    {
        JsonObject map => map.Sum(pair => CountLeaves(pair.Value)),
        JsonArray list => list.Sum(CountLeaves),
        _ => 1,
    };

    private static JsonNode? ChangeLeaf(JsonNode? node, int index)
    {
        var next = 0;
        return Change(node);

        JsonNode? Change(JsonNode? part) => part switch
        {
            JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Change(pair.Value))).ToList()),
            JsonArray list => new JsonArray([.. list.Select(Change)]),
            _ => next++ == index ? Other(part) : part?.DeepClone(),
        };
    }

    private static JsonNode? Other(JsonNode? leaf) => leaf?.GetValueKind() switch
    {
        null => false,
        JsonValueKind.String => leaf.GetValue<string>() + "x",
        JsonValueKind.Number => double.Parse(leaf.ToJsonString(), CultureInfo.InvariantCulture) + 1,
        JsonValueKind.True => false,
        _ => true,
    };
}
