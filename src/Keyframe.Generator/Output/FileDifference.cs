namespace Keyframe.Generator.Output;

/// <summary>A file that is not as the generator would write it.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Hint">Where it first differs, for a person.</param>
internal sealed record FileDifference(string Path, string Hint);
