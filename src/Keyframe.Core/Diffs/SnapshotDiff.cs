using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Diffs;

/// <summary>
/// How two snapshots differ: part by part, by name, down to each value. Whatever order lists and properties have, and however
/// numbers are spelled, equal snapshots have no difference; each value that differs is there once, at its path.
/// </summary>
/// <param name="Items">What differs: by part, then by name.</param>
public sealed record SnapshotDiff(IReadOnlyList<ItemChange> Items)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Items.Count == 0;

    /// <summary>What the differences are about: each class once, in order.</summary>
    public IReadOnlyList<ChangeClass> Classes => [.. Items.SelectMany(item => item.Classes).Distinct().Order()];

    /// <summary>How far they reach.</summary>
    public ChangeLevel Level => Items.Select(item => item.Level).DefaultIfEmpty(ChangeLevel.None).Max();

    /// <summary>Compares two snapshots. Total.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    public static SnapshotDiff Of(StoredSnapshot before, StoredSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Of(SnapshotTree.Of(before), SnapshotTree.Of(after));
    }

    internal static SnapshotDiff Of(SnapshotTree before, SnapshotTree after) => new(ItemComparison.Compare(before, after));
}
