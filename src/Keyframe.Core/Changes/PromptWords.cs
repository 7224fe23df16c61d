using Keyframe.Core.Diffs;

namespace Keyframe.Core.Changes;

/// <summary>One changed prompt in words: <c>prompt system 6→7 (adds variable tone) "Be warmer" by dana@example.com</c>.</summary>
internal static class PromptWords
{
    private const int NameLimit = 40;
    private const int MessageLimit = 80;
    private const int AuthorLimit = 40;
    private const int MaxNames = 3;

    public static string Of(ItemChange change, PromptFacts? facts)
    {
        string details = change.Kind == DiffKind.Changed ? string.Join(", ", Details(change, change.Prompt!)) : "";
        return $"prompt {Short(change.Name)} {Versions(change)}{(details.Length == 0 ? "" : $" ({details})")}{Provenance(facts)}";
    }

    private static string Versions(ItemChange change)
    {
        var (prompt, version, now) = (change.At("/prompt"), change.At("/version"), Short(change.Prompt!.Version));
        return (change.Kind, prompt, version) switch
        {
            (DiffKind.Added, _, _) => $"{now} added",
            (DiffKind.Removed, _, _) => "removed",
            (_, { } other, _) =>
                $"{Value(other.Before)} {(version is null ? now : Value(version.Before))}→{Value(other.After)} {now}",
            (_, _, { } moved) => $"{Value(moved.Before)}→{Value(moved.After)}",
            _ => change.At("/digest") is null ? now : $"{now} has other content",
        };
    }

    private static IEnumerable<string> Details(ItemChange change, PromptChange prompt)
    {
        IEnumerable<string> filled =
        [
            .. Names("adds variable", prompt.AddedVariables),
            .. Names("drops variable", prompt.RemovedVariables),
            .. Names("adds placeholder", prompt.AddedPlaceholders),
            .. Names("drops placeholder", prompt.RemovedPlaceholders),
            .. change.Leaves.Where(leaf => leaf.Path is "/type" or "/engine")
                .Select(leaf => $"{(leaf.Path == "/engine" ? "engine " : "")}{Value(leaf.Before)}→{Value(leaf.After)}"),
        ];
        bool isReworded = change.Leaves.Any(leaf => leaf.Class == ChangeClass.Wording) && change.At("/type") is null;
        var settings = change.Leaves.Where(leaf => leaf.Path.StartsWith("/modelConfig/", StringComparison.Ordinal)).ToList();
        return filled
            .Concat(isReworded || prompt.IsReordered ? [Wording(prompt)] : [])
            .Concat(prompt.ResponseFormat is { } format ? [FormatWords.Of("output schema", format)] : [])
            .Concat(settings.Count > MaxNames
                ? [System.FormattableString.Invariant($"modelConfig changed in {settings.Count} places")]
                : LeafWords.Of(settings.Select(leaf => leaf with { Path = leaf.Path["/modelConfig".Length..] })));
    }

    private static IEnumerable<string> Names(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? [] : [$"{what}{(names.Count == 1 ? "" : "s")} {List([.. names.Select(Short)])}"];

    private static string List(List<string> names) => names switch
    {
        [var one] => one,
        { Count: > MaxNames } => WordList.Of(names, MaxNames),
        _ => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
    };

    private static string Wording(PromptChange prompt) => prompt switch
    {
        { IsReordered: true } => "messages reordered",
        { Text: null } => "wording",
        { Text: { Added: var added, Removed: var removed } } => System.FormattableString.Invariant(
            $"{(added > 0 ? $"+{added} " : "")}{(removed > 0 ? $"-{removed} " : "")}line{(added + removed == 1 ? "" : "s")}"),
    };

    private static string Provenance(PromptFacts? prompt)
    {
        // Its own quotes would end the quotation in the reader's eye.
        var message = OneLine.Of(prompt?.CommitMessage?.Replace('"', '\''), MessageLimit);
        var author = OneLine.Of(prompt?.Author, AuthorLimit);
        return (message.Length == 0 ? "" : $" \"{message}\"") + (author.Length == 0 ? "" : $" by {author}");
    }

    private static string Value(string? json) => Short(LeafWords.Plain(json));

    private static string Short(string? text) => OneLine.Of(text, NameLimit);
}
