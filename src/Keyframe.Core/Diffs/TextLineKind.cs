namespace Keyframe.Core.Diffs;

/// <summary>What became of a line.</summary>
public enum TextLineKind
{
    /// <summary>It is in both texts.</summary>
    Context,

    /// <summary>It is in the earlier text alone.</summary>
    Removed,

    /// <summary>It is in the later text alone.</summary>
    Added,
}
