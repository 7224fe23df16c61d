namespace Keyframe.Core.Diffs;

/// <summary>One value that differs.</summary>
/// <param name="Path">
/// Where, as a JSON Pointer (RFC 6901) from its item: <c>/parameters/temperature</c>. Empty for the item itself. Arrays of plain
/// values are one value; so are arrays that hold objects, unless both have the same length.
/// </param>
/// <param name="Before">The earlier value in canonical JSON; null where there was none.</param>
/// <param name="After">The later value in canonical JSON; null where there is none.</param>
/// <param name="Class">What it is about.</param>
public sealed record LeafChange(string Path, string? Before, string? After, ChangeClass Class);
