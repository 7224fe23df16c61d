namespace Keyframe.Core.Changes;

/// <summary>What differs between the prompts of two snapshots, by their names in the snapshot.</summary>
internal static class PromptComparison
{
    private const int NameLimit = 40;
    private const int MessageLimit = 80;
    private const int AuthorLimit = 40;

    public static IEnumerable<string> Compare(
        IReadOnlyList<PromptFacts> before, IReadOnlyList<PromptFacts> after, bool isRollback)
    {
        var old = before.ToLookup(prompt => prompt.Name, StringComparer.Ordinal);
        var now = after.ToLookup(prompt => prompt.Name, StringComparer.Ordinal);
        foreach (var name in before.Concat(after).Select(prompt => prompt.Name).Distinct().Order(StringComparer.Ordinal))
        {
            var change = (old[name].FirstOrDefault(), now[name].FirstOrDefault()) switch
            {
                (null, { } added) => $"{Short(added.Version)} added",
                ({ }, null) => "removed",
                ({ } was, { } becomes) when was.Prompt != becomes.Prompt =>
                    $"{Short(was.Prompt)} {Short(was.Version)}→{Short(becomes.Prompt)} {Short(becomes.Version)}",
                ({ } was, { } becomes) when was.Version != becomes.Version => $"{Short(was.Version)}→{Short(becomes.Version)}",
                ({ } was, { } becomes) when was.Digest != becomes.Digest => $"{Short(becomes.Version)} has other content",
                _ => null,
            };
            if (change is not null)
            {
                yield return $"prompt {Short(name)} {change}{(isRollback ? "" : Provenance(now[name].FirstOrDefault()))}";
            }
        }
    }

    private static string Provenance(PromptFacts? prompt)
    {
        // Its own quotes would end the quotation in the reader's eye.
        var message = OneLine.Of(prompt?.CommitMessage?.Replace('"', '\''), MessageLimit);
        var author = OneLine.Of(prompt?.Author, AuthorLimit);
        return (message.Length == 0 ? "" : $" \"{message}\"") + (author.Length == 0 ? "" : $" by {author}");
    }

    private static string Short(string text) => OneLine.Of(text, NameLimit);
}
