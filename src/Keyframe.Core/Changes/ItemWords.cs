using Keyframe.Core.Diffs;

namespace Keyframe.Core.Changes;

/// <summary>One changed item of a snapshot in words.</summary>
internal static class ItemWords
{
    private const int NameLimit = 63;

    // A named item with more differences than this is summed up, and of other parts so many are told.
    private const int MaxNamed = 4;
    private const int MaxListed = 6;

    /// <summary>The change: <c>retrieval kb indexVersion 1→2, topK 8→10</c>.</summary>
    public static string Of(ItemChange change, PromptFacts? facts) => change switch
    {
        { Kind: DiffKind.Renamed } => $"{Label(change, LeafWords.Plain(change.Leaves[0].Before))} renamed to {Name(change)}",
        { Part: DiffPart.Prompt } => PromptWords.Of(change, facts),
        { Part: DiffPart.Model, Kind: DiffKind.Changed } => OfModel(change),
        { Part: DiffPart.Model } => OfModel(change.At("/name"), change.Kind),
        { Part: DiffPart.App or DiffPart.Settings or DiffPart.Code } =>
            $"{Label(change)} {List(LeafWords.Of(change.Leaves), MaxListed)}",
        { Kind: DiffKind.Added } => $"{Label(change)} added",
        { Kind: DiffKind.Removed } => $"{Label(change)} removed",
        { Arguments: { } arguments } => OfTool(change, FormatWords.Of("arguments", arguments)),
        _ => $"{Label(change)} {OfNamed(change.Leaves)}",
    };

    private static string OfModel(LeafChange? name, DiffKind kind) =>
        $"model {LeafWords.Plain(name?.After ?? name?.Before)} {(kind == DiffKind.Added ? "added" : "removed")}";

    // The name comes first and needs no label: model gpt-4o→gpt-4.1.
    private static string OfModel(ItemChange change)
    {
        var rest = LeafWords.Of(change.Leaves.Where(leaf => leaf.Path != "/name"));
        return "model " + List(
            change.At("/name") is { } name ? rest.Prepend(LeafWords.Values("", name.Before, name.After)) : rest, MaxListed);
    }

    private static string OfTool(ItemChange change, string arguments)
    {
        var others = change.Leaves.Where(leaf => !leaf.Path.StartsWith("/inputSchema", StringComparison.Ordinal)).ToList();
        return others.Count == 0 ? $"{Label(change)} {arguments}" : $"{Label(change)} {OfNamed(others)} ({arguments})";
    }

    private static string OfNamed(IReadOnlyList<LeafChange> leaves) => leaves.Count > MaxNamed
        ? System.FormattableString.Invariant($"changed in {leaves.Count} places")
        : List(LeafWords.Of(leaves), MaxNamed);

    private static string List(IEnumerable<string> words, int most) => WordList.Of([.. words], most);

    private static string Name(ItemChange change) => OneLine.Of(change.Name, NameLimit);

    private static string Label(ItemChange change) => Label(change, Name(change));

    private static string Label(ItemChange change, string name) => change.Part switch
    {
        DiffPart.App => "app",
        DiffPart.Prompt => $"prompt {name}",
        DiffPart.Retrieval => $"retrieval {name}",
        DiffPart.Reranker => $"reranker {name}",
        DiffPart.Tool => $"tool {name}",
        DiffPart.Guardrail => $"guardrail {name}",
        DiffPart.Settings => "setting",
        DiffPart.Code => "code",
        _ => name,
    };
}
