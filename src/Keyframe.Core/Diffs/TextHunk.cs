namespace Keyframe.Core.Diffs;

/// <summary>Lines that stand together.</summary>
/// <param name="Before">The number of the first one in the earlier text, from 1.</param>
/// <param name="After">The number of the first one in the later text, from 1.</param>
/// <param name="Lines">The lines.</param>
public sealed record TextHunk(int Before, int After, IReadOnlyList<TextLine> Lines);
