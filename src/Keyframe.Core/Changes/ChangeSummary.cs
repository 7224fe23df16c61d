using Keyframe.Core.Canonical;
using Keyframe.Core.Diffs;

namespace Keyframe.Core.Changes;

/// <summary>
/// Says in one line what changed between two snapshots, for kubernetes.io/change-cause, events and the history: at most
/// <see cref="MaxLength"/> UTF-16 code units, without control or invisible characters. It is <see cref="SnapshotDiff"/> in short,
/// with who changed a prompt and why, which no document holds.
/// </summary>
public static class ChangeSummary
{
    /// <summary>The most UTF-16 code units of a line.</summary>
    public const int MaxLength = 500;

    /// <summary>The line for a rollout.</summary>
    /// <param name="before">What the workload runs; null for the first snapshot.</param>
    /// <param name="after">What it is to run.</param>
    public static string Describe(SnapshotFacts? before, SnapshotFacts after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return before is null
            ? SummaryLine.Of($"snapshot {Identity(after)}: first snapshot of ", First(after))
            : SummaryLine.Of($"snapshot {Identity(after)}: ", Changes(before, after, isRollback: false));
    }

    /// <summary>The line for going back to an earlier snapshot. Commit messages are left out: they speak of going on.</summary>
    /// <param name="before">What the workload runs; null when that is no longer known.</param>
    /// <param name="after">The earlier snapshot that it is to run again.</param>
    public static string DescribeRollback(SnapshotFacts? before, SnapshotFacts after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return before is null
            ? $"rollback to snapshot {Identity(after)}"
            : SummaryLine.Of(
                $"rollback to snapshot {Identity(after)} from {Name(before)}: ", Changes(before, after, isRollback: true));
    }

    /// <summary>The line for a difference, where nothing is known of objects, authors and messages.</summary>
    /// <param name="diff">The difference.</param>
    public static string Describe(SnapshotDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        return SummaryLine.Of("", Changes(diff, _ => null, "nothing changed"));
    }

    private static string Name(SnapshotFacts facts) => OneLine.Of(facts.Name, 63);

    private static string Identity(SnapshotFacts facts) =>
        Digest.TryParse(facts.Digest, out var digest) ? $"{Name(facts)} ({digest.Short})" : Name(facts);

    private static List<string> First(SnapshotFacts after)
    {
        var count = after.Spec.Prompts?.Count ?? 0;
        var prompts = System.FormattableString.Invariant($"{count} prompt{(count == 1 ? "" : "s")}");
        var first = $"{OneLine.Of(after.Spec.App, 63)}, {prompts}";
        return [after.Spec.Model is { } model ? $"{first}, model {OneLine.Of(model.Name, 63)}" : first];
    }

    private static List<string> Changes(SnapshotFacts before, SnapshotFacts after, bool isRollback) => Changes(
        FactsTree.Compare(before, after),
        name => isRollback ? null : after.Prompts.FirstOrDefault(prompt => prompt.Name == name),
        $"nothing changed since {Name(before)}");

    /// <summary>What changed, or that nothing did. Another version goes without saying where anything else changed.</summary>
    private static List<string> Changes(SnapshotDiff diff, Func<string, PromptFacts?> facts, string nothing)
    {
        var changes = diff.Items
            .Where(item => item.Part != DiffPart.Version)
            .Select(item => ItemWords.Of(item, item is { Part: DiffPart.Prompt, Name: { } name } ? facts(name) : null))
            .ToList();
        if (changes.Count > 0)
        {
            return changes;
        }

        return diff.Items is [{ Leaves: [var version, ..] }, ..]
            ? [$"version {LeafWords.Plain(version.Before)}→{LeafWords.Plain(version.After)}, nothing else changed"]
            : [nothing];
    }
}
