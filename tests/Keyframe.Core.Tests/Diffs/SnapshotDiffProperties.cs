using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Diffs;
using Keyframe.Core.Imports;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Tests.Diffs;

/// <summary>What holds for all snapshots: each change of a document is told, once, where it is.</summary>
public sealed class SnapshotDiffProperties
{
    private const int Snapshots = 500;

    private static readonly Gen<(StoredSnapshot, StoredSnapshot)> Pair = Gen.Select(RandomSnapshots.One, RandomSnapshots.One);

    [Fact]
    public void A_snapshot_does_not_differ_from_itself() =>
        RandomSnapshots.One.Sample(stored => Assert.True(SnapshotDiff.Of(stored, stored).IsEmpty), iter: Snapshots);

    [Fact]
    public void A_change_of_any_leaf_changes_the_digest_and_is_told_at_its_path_and_only_there() =>
        Gen.Select(RandomSnapshots.One, Gen.Int[0, 10_000]).Sample(
            (stored, pick) =>
            {
                var leaves = DocumentLeaves.Of(stored);
                CheckLeaf(stored, leaves[pick % leaves.Count]);
            },
            iter: Snapshots);

    [Fact]
    public void So_is_a_change_of_each_leaf_of_the_corpus()
    {
        foreach (var stored in new[] { Corpus.Base, "07-text-to-chat", "29-several" }.Select(name => Corpus.Snapshots[name]))
        {
            var leaves = DocumentLeaves.Of(stored);
            Assert.InRange(leaves.Count, 60, 200);
            leaves.ToList().ForEach(path => CheckLeaf(stored, path));
        }
    }

    [Fact]
    public void The_way_back_is_the_way_there_turned_round() => Pair.Sample(
        (before, after) => Assert.Equal(
            Told(SnapshotDiff.Of(before, after), isTurned: false).Order(),
            Told(SnapshotDiff.Of(after, before), isTurned: true).Order()),
        iter: Snapshots);

    [Fact]
    public void Only_equal_documents_do_not_differ() => Pair.Sample(
        (before, after) => Assert.Equal(before.Digest == after.Digest, SnapshotDiff.Of(before, after).IsEmpty), iter: Snapshots);

    [Fact]
    public void Order_and_spelling_are_no_difference() => RandomSnapshots.One.Sample(
        stored =>
        {
            var other = Read(Encoding.UTF8.GetBytes(Respelled(JsonNode.Parse(stored.Content.Span), isNamed: false)));
            Assert.NotEqual(stored.Digest, other.Digest);
            Assert.True(SnapshotDiff.Of(stored, other).IsEmpty);
            Assert.True(SnapshotImport.Of(other).TryGet(out var imported, out var fault), fault?.Message);
            Assert.Equal(stored.Digest, Tests.Snapshots.Resolved.Store(imported.Snapshot, imported.Prompts, imported.Contents).Digest);
        },
        iter: Snapshots);

    [Fact]
    public void Whatever_stands_in_a_document_can_be_read_compared_and_told_or_is_refused() =>
        Gen.Select(RandomSnapshots.One, RandomSnapshots.Any, Gen.Int[0, 10_000], Gen.Bool).Sample(
            (stored, json, pick, isNew) =>
            {
                var root = JsonNode.Parse(stored.Content.Span)!.AsObject();
                string part = isNew ? "invented" : root.ElementAt(pick % root.Count).Key;
                root[part] = JsonNode.Parse(json);
                if (!StoredSnapshot.Read(Encoding.UTF8.GetBytes(root.ToJsonString()), null).TryGet(out var other, out var fault))
                {
                    Assert.False(isNew, fault.Message);
                    return;
                }

                var diff = SnapshotDiff.Of(stored, other);
                Assert.InRange(ChangeSummary.Describe(diff).Length, 1, ChangeSummary.MaxLength);
                Assert.DoesNotContain('\u202e', DiffReport.Write(diff));
                Assert.Equal(isNew, SnapshotImport.Of(other).Fault?.Message.Contains("invented", StringComparison.Ordinal) is true);
            },
            iter: Snapshots);

    private static void CheckLeaf(StoredSnapshot stored, object[] path)
    {
        byte[] changed = DocumentLeaves.Change(stored, path);
        Assert.NotEqual(stored.Digest, Digest.Of(changed));
        if (path is ["formatVersion"] or ["prompts", _, "type" or "engine"])
        {
            Assert.False(StoredSnapshot.Read(changed, null).TryGet(out _, out _));
            return;
        }

        var (part, name, pointer) = DocumentLeaves.Expected(stored, path);
        var item = Assert.Single(SnapshotDiff.Of(stored, Read(changed)).Items);
        var leaf = Assert.Single(item.Leaves);
        Assert.Equal((part, pointer), (item.Part, leaf.Path));
        Assert.Equal(pointer == "/name" && path.Length == 3 ? DiffKind.Renamed : DiffKind.Changed, item.Kind);
        Assert.Equal(name, item.Kind == DiffKind.Renamed ? JsonSerializer.Deserialize<string>(leaf.Before!) : item.Name);
        Assert.NotEqual(leaf.Before, leaf.After);
        Assert.Equal([leaf.Class], item.Classes.Intersect([leaf.Class]));
    }

    private static StoredSnapshot Read(byte[] content)
    {
        Assert.True(StoredSnapshot.Read(content, null).TryGet(out var stored, out var fault), fault?.Message);
        return stored;
    }

    private static IEnumerable<string> Told(SnapshotDiff diff, bool isTurned) => diff.Items.SelectMany(item => item.Leaves.Select(leaf =>
    {
        var (before, after) = isTurned ? (leaf.After, leaf.Before) : (leaf.Before, leaf.After);
        string name = item.Kind == DiffKind.Renamed ? "" : item.Name ?? "";
        string kind = (item.Kind, isTurned) switch
        {
            (DiffKind.Added, true) => nameof(DiffKind.Removed),
            (DiffKind.Removed, true) => nameof(DiffKind.Added),
            _ => item.Kind.ToString(),
        };
        return $"{item.Part}|{kind}|{name}|{leaf.Path}|{before}|{after}|{leaf.Class}";
    }));

    /// <summary>
    /// The same in other words: members and named items in reverse, white space, numbers with a fraction or exponent.
    /// </summary>
    private static string Respelled(JsonNode? node, bool isNamed) => node switch
    {
        JsonObject map => $"{{ {string.Join(" ,\n", map.Reverse().Select(member =>
            $"{JsonSerializer.Serialize(member.Key)} : {Respelled(member.Value, Lists.Contains(member.Key) && map.ContainsKey("formatVersion"))}"))} }}",
        JsonArray list => $"[ {string.Join(" ,\t", (isNamed ? list.Reverse() : list).Select(item => Respelled(item, isNamed: false)))} ]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Respelled(value.ToJsonString()),
        null => "null",
        _ => node.ToJsonString(),
    };

    private static readonly HashSet<string> Lists = ["retrieval", "rerankers", "tools", "guardrails"];

    private static string Respelled(string number) => number.Contains('e') || number.Contains('E')
        ? number
        : number.Contains('.') ? $"{number}0" : $"{number}.0e0";
}
