namespace Keyframe.Core.Prompts;

/// <summary>What stands at a prompt's source.</summary>
/// <param name="Text">The text; null where there is none.</param>
/// <param name="Problem">Why there is none, and what to do; null where there is.</param>
public sealed record SourceContent(string? Text, string? Problem);
