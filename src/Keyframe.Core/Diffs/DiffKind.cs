namespace Keyframe.Core.Diffs;

/// <summary>What became of an item of a snapshot.</summary>
public enum DiffKind
{
    /// <summary>It is in both, and differs.</summary>
    Changed,

    /// <summary>It is in the later one alone.</summary>
    Added,

    /// <summary>It is in the earlier one alone.</summary>
    Removed,

    /// <summary>It is in both, under different names and else the same.</summary>
    Renamed,
}
