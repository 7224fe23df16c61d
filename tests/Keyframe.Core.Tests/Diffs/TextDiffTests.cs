using System.Diagnostics;
using CsCheck;
using Keyframe.Core.Diffs;

namespace Keyframe.Core.Tests.Diffs;

public sealed class TextDiffTests
{
    public static TheoryData<string, string, string> Edits => new()
    {
        { "a\nb\nc\n", "a\nB\nc\n", "@1,1: a|-b|+B| c" },
        { "", "a\n", "@1,1:+a" },
        { "a\n", "", "@1,1:-a" },
        { "a\n", "a", "@1,1:-a|+a (no line feed at the end)" },
        { "a\r\n", "a\n", "@1,1:-a\\r|+a" },
        { "be kind  \n", "be kind\n", "@1,1:-be kind··|+be kind" },
        { "a\u00a0b\n", "a\u202eb\n", "@1,1:-a\\u{00A0}b|+a\\u{202E}b" },
        { "Grüß\n👨‍👩‍👧\n", "Grüß Gott\n👨‍👩‍👧\n", "@1,1:-Grüß|+Grüß Gott| 👨‍👩‍👧" },
        { "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n2\n3\n4\n5\n6\n7\n8\n0\n", "@1,1:-1|+0| 2| 3| 4@6,6: 6| 7| 8|-9|+0" },
        { "1\n2\n3\n4\n5\n6\n7\n8\n", "0\n2\n3\n4\n5\n6\n7\n0\n", "@1,1:-1|+0| 2| 3| 4| 5| 6| 7|-8|+0" },
        { "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nx\n5\n6\n", "@2,2: 2| 3| 4|+x| 5| 6" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Lines_that_differ_are_shown_with_what_is_around_them(string before, string after, string expected) =>
        Assert.Equal(expected, Show(TextDiffer.Compare(before, after)!));

    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Null(TextDiffer.Compare("a\r\nb", "a\r\nb"));

    [Fact]
    public void A_long_line_is_shown_from_where_it_differs()
    {
        string head = string.Concat(Enumerable.Repeat("lorem ipsum ", 200));
        var lines = TextDiffer.Compare($"{head}never{head}\n", $"{head}always{head}\n")!.Hunks[0].Lines;
        Assert.All(lines, line => Assert.InRange(line.Text.Length, 200, 250));
        Assert.StartsWith("…", lines[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("…", lines[0].Text, StringComparison.Ordinal);
        Assert.Contains("ipsum never", lines[0].Text, StringComparison.Ordinal);
        Assert.Contains("ipsum always", lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_differences_are_counted_and_cut()
    {
        var diff = TextDiffer.Compare(Lines(0, 1_000), Lines(5_000, 1_000))!;
        Assert.Equal((1_000, 1_000, 1_800), (diff.Added, diff.Removed, diff.Omitted));
        Assert.Equal(200, diff.Hunks.Sum(hunk => hunk.Lines.Count));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { Lines(0, 40_000), Lines(1_000_000, 40_000) },
        { new string('\n', 200_000), "x" + new string('\n', 100_000) + "y" },
        { string.Concat(Enumerable.Repeat("a\nb\n", 50_000)), string.Concat(Enumerable.Repeat("b\na\nc\n", 30_000)) },
        { Lines(0, TextDiffer.AlignedLines / 2), Lines(1_000_000, TextDiffer.AlignedLines / 2) },
        { new string('a', 200_000), new string('a', 199_999) + "b" },
        { new string('\u202e', 200_000), "" },
    };

    // A person waits for it, and an event carries what comes of it: seconds would be too long, whatever the machine.
    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void No_text_of_200_KB_takes_long(string before, string after)
    {
        var watch = Stopwatch.StartNew();
        var diff = TextDiffer.Compare(before, after)!;
        TextDiffer.Compare(after, before);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(diff.Hunks.Sum(hunk => hunk.Lines.Sum(line => line.Text.Length)), 0, 600_000);
    }

    [Fact]
    public void What_is_shown_gives_one_text_from_the_other() =>
        Gen.Select(Gen.Char["abc\n"].Array[0, 60], Gen.Char["abc\n"].Array[0, 60]).Sample((left, right) =>
        {
            var (before, after) = (new string(left), new string(right));
            var diff = TextDiffer.Compare(before, after);
            var (old, now) = (TextLines.Split(before), TextLines.Split(after));
            Assert.Equal(before == after, diff is null);
            Assert.Equal(now.Count - old.Count, (diff?.Added ?? 0) - (diff?.Removed ?? 0));
            foreach (var hunk in diff?.Hunks ?? [])
            {
                Check(old, hunk.Before, hunk.Lines, TextLineKind.Added);
                Check(now, hunk.After, hunk.Lines, TextLineKind.Removed);
            }
        });

    private static void Check(IReadOnlyList<string> text, int number, IReadOnlyList<TextLine> lines, TextLineKind other)
    {
        foreach (var (index, line) in lines.Where(line => line.Kind != other).Index())
        {
            Assert.StartsWith(text[number - 1 + index].TrimEnd('\n'), line.Text, StringComparison.Ordinal);
        }
    }

    private static string Lines(int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(number => $"{number}\n"));

    private static string Show(TextDiff diff) => string.Concat(diff.Hunks.Select(hunk => $"@{hunk.Before},{hunk.After}:" + string.Join(
        '|',
        hunk.Lines.Select(line => " -+"[(int)line.Kind] + line.Text))));
}
