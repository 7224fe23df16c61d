using System.Text.Json;

namespace Keyframe.Core.Prompts;

/// <summary>The response formats of a PromptVersion and its parent, for comparison.</summary>
/// <param name="Parent">The parent's object name.</param>
/// <param name="ParentDigest">The parent's digest.</param>
/// <param name="Before">The parent's response format; null where it has none.</param>
/// <param name="After">The PromptVersion's own.</param>
public sealed record FormatPair(
    string Parent,
    string ParentDigest,
    IReadOnlyDictionary<string, JsonElement>? Before,
    IReadOnlyDictionary<string, JsonElement>? After);
