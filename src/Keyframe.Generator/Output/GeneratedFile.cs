namespace Keyframe.Generator.Output;

/// <summary>A file that the generator owns.</summary>
/// <param name="Path">Its path in the repository, with '/'.</param>
/// <param name="Content">Its whole content, lines ended by LF.</param>
internal sealed record GeneratedFile(string Path, string Content);
