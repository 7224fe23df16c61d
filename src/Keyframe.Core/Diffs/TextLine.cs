namespace Keyframe.Core.Diffs;

/// <summary>One line of a text, for reading.</summary>
/// <param name="Kind">Added, Removed, or Context.</param>
/// <param name="Text">
/// Its text without the line feed, with what nobody would see made visible: control and format characters as <c>\u{202E}</c>, a
/// carriage return as <c>\r</c>, blanks at the end as <c>·</c>. A long line is cut to the place where it differs.
/// </param>
public sealed record TextLine(TextLineKind Kind, string Text);
