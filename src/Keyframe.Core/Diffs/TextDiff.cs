namespace Keyframe.Core.Diffs;

/// <summary>How two texts differ, line by line, for reading.</summary>
/// <param name="Added">How many lines are new.</param>
/// <param name="Removed">How many lines are gone.</param>
/// <param name="Hunks">The lines that differ, with three lines around them; at most 200 lines in all.</param>
/// <param name="Omitted">How many lines of hunks are left out.</param>
public sealed record TextDiff(int Added, int Removed, IReadOnlyList<TextHunk> Hunks, int Omitted);
