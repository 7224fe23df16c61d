using System.Text;
using CsCheck;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Changes;

namespace Keyframe.Core.Tests.Changes;

/// <summary>Lines stay lines whatever people write into commit messages and settings.</summary>
public sealed class SummaryLimitTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Frequency(
        (3, Gen.Char), (1, Gen.OneOf('\n', '\0', '\u001b', '\u202e', '\ud800', '\udc00', '"', ' '))), 0, 300];

    [Fact]
    public void Many_changes_are_cut_between_changes()
    {
        var after = Facts("b", Enumerable.Range(10, 40).Select(i => Prompt($"prompt-{i}", "2", "Tidy up", "kim")));
        var line = ChangeSummary.Describe(Facts("a", []), after);
        Assert.InRange(line.Length, 400, ChangeSummary.MaxLength);
        Assert.Matches("""^snapshot b: prompt prompt-10 2 added "Tidy up" by kim; .*; … and 30 more changes$""", line);
    }

    [Fact]
    public void One_change_that_is_cut_is_one_change()
    {
        var prompts = Enumerable.Range(0, 3).Select(i => Prompt($"a-prompt-{i}", "2", new string('m', 200), new string('a', 80)));
        var line = ChangeSummary.Describe(Facts("a", []), Facts(new string('b', 52), prompts));
        Assert.EndsWith("; … and 1 more change", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_names_fit_with_one_change_and_the_note()
    {
        var name = new string('n', 300);
        var prompts = Enumerable.Range(0, 64).Select(i => Prompt($"{i}{name}", name, name, name)).ToList();
        var before = Facts(name, prompts.Select(prompt => prompt with { Prompt = name, Version = "v" + name }));
        Assert.InRange(ChangeSummary.DescribeRollback(before, Facts(name, prompts)).Length, 350, ChangeSummary.MaxLength);
        var line = ChangeSummary.Describe(before, Facts(name, prompts));
        Assert.InRange(line.Length, 350, ChangeSummary.MaxLength);
        Assert.EndsWith("; … and 63 more changes", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_never_too_long_and_never_more_than_a_line() => Gen.Select(Text, Text, Text).Array[1, 6].Sample(texts =>
    {
        var before = Facts(texts[0].Item1, texts.Select(text => Prompt(text.Item1, text.Item2, null, null)));
        var after = Facts(texts[0].Item3, texts.Select(text => Prompt(text.Item1, text.Item3, text.Item2, text.Item3))) with
        {
            Spec = new GenAIAppSnapshotSpec
            {
                App = texts[0].Item1,
                Version = "2",
                Model = new ModelSpec { Name = texts[0].Item2 },
                Tools = [.. texts.Select(text => new ToolSpec { Name = text.Item1, Version = text.Item2 })],
            },
        };
        foreach (var line in new[]
        {
            ChangeSummary.Describe(null, after),
            ChangeSummary.Describe(before, after),
            ChangeSummary.DescribeRollback(after, before),
        })
        {
            Assert.InRange(line.Length, 1, ChangeSummary.MaxLength);
            Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u202e' or '\u2028');
            Assert.Equal(line, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)));
        }
    });

    private static SnapshotFacts Facts(string name, IEnumerable<PromptFacts> prompts) =>
        new(name, null, new GenAIAppSnapshotSpec { App = "app", Version = "1" }, [.. prompts]);

    private static PromptFacts Prompt(string name, string version, string? message, string? author) =>
        new(name, "prompt", version, $"sha256:{version}", message, author);
}
