using DiffPlex;
using DiffPlex.Model;

namespace Keyframe.Core.Diffs;

/// <summary>
/// Compares texts by line. What both begin and end with is set aside first, so that an edit of a long prompt costs what the edit
/// is long; beyond <see cref="AlignedLines"/> lines the rest is told as one replacement, since aligning it could take quadratic
/// time.
/// </summary>
internal static class TextDiffer
{
    /// <summary>How many lines, of both texts together, are aligned.</summary>
    public const int AlignedLines = 8_000;

    private const int Context = 3;
    private const int ShownLines = 200;

    /// <returns>The difference; null where the texts are equal.</returns>
    public static TextDiff? Compare(string before, string after)
    {
        if (string.Equals(before, after, StringComparison.Ordinal))
        {
            return null;
        }

        var (old, now) = (TextLines.Split(before), TextLines.Split(after));
        var blocks = Blocks(old, now);
        var hunks = new List<TextHunk>();
        var omitted = 0;
        foreach (var group in Groups(blocks))
        {
            var lines = Lines(group, old, now).ToList();
            int room = ShownLines - hunks.Sum(hunk => hunk.Lines.Count);
            omitted += Math.Max(0, lines.Count - room);
            if (room > 0)
            {
                int lead = Math.Min(Context, group[0].DeleteStartA);
                hunks.Add(new TextHunk(
                    group[0].DeleteStartA - lead + 1, group[0].InsertStartB - lead + 1, [.. lines.Take(room)]));
            }
        }

        return new TextDiff(blocks.Sum(block => block.InsertCountB), blocks.Sum(block => block.DeleteCountA), hunks, omitted);
    }

    private static List<DiffBlock> Blocks(IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        int shorter = Math.Min(old.Count, now.Count);
        int head = Enumerable.Range(0, shorter).TakeWhile(i => old[i] == now[i]).Count();
        int tail = Enumerable.Range(1, shorter - head).TakeWhile(i => old[^i] == now[^i]).Count();
        var (deleted, inserted) = (old.Count - head - tail, now.Count - head - tail);
        if (deleted == 0 || inserted == 0 || deleted + inserted > AlignedLines)
        {
            return [new DiffBlock(head, deleted, head, inserted)];
        }

        return
        [
            .. Differ.Instance.CreateDiffs(
                string.Concat(old.Skip(head).Take(deleted)),
                string.Concat(now.Skip(head).Take(inserted)),
                ignoreWhiteSpace: false,
                ignoreCase: false,
                TextLines.Chunker).DiffBlocks
                .Select(block => new DiffBlock(
                    block.DeleteStartA + head, block.DeleteCountA, block.InsertStartB + head, block.InsertCountB)),
        ];
    }

    /// <summary>Blocks whose context touches stand in one hunk.</summary>
    private static IEnumerable<List<DiffBlock>> Groups(List<DiffBlock> blocks)
    {
        var group = new List<DiffBlock>();
        foreach (var block in blocks)
        {
            if (group.Count > 0 && block.DeleteStartA - (group[^1].DeleteStartA + group[^1].DeleteCountA) > 2 * Context)
            {
                yield return group;
                group = [];
            }

            group.Add(block);
        }

        yield return group;
    }

    private static IEnumerable<TextLine> Lines(List<DiffBlock> group, IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        int position = Math.Max(0, group[0].DeleteStartA - Context);
        foreach (var block in group)
        {
            for (; position < block.DeleteStartA; position++)
            {
                yield return new TextLine(TextLineKind.Context, VisibleText.Of(old[position], null));
            }

            for (int i = 0; i < block.DeleteCountA; i++)
            {
                string? partner = Partner(now, block.InsertStartB, block.InsertCountB, i);
                yield return new TextLine(TextLineKind.Removed, VisibleText.Of(old[position + i], partner));
            }

            for (int i = 0; i < block.InsertCountB; i++)
            {
                string? partner = Partner(old, position, block.DeleteCountA, i);
                yield return new TextLine(TextLineKind.Added, VisibleText.Of(now[block.InsertStartB + i], partner));
            }

            position += block.DeleteCountA;
        }

        for (int end = Math.Min(old.Count, position + Context); position < end; position++)
        {
            yield return new TextLine(TextLineKind.Context, VisibleText.Of(old[position], null));
        }
    }

    /// <summary>The line that stands for this one in the other text, as far as that can be told.</summary>
    private static string? Partner(IReadOnlyList<string> lines, int start, int count, int index) =>
        index < count ? lines[start + index] : null;
}
