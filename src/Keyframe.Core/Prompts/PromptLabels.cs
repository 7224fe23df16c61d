using Keyframe.Api.Naming;

namespace Keyframe.Core.Prompts;

/// <summary>
/// The labels that tags become. Only under a prefix of our own: a bare one could be a label by which others own or select objects
/// (Argo CD and Flux track what they manage by labels).
/// </summary>
public static class PromptLabels
{
    private const int MaxLength = 63;

    /// <summary>The labels of the tags that fit; the rest stays a tag alone.</summary>
    /// <param name="tags">The tags; null for none.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string>? tags) =>
        (tags ?? new Dictionary<string, string>())
            .Where(tag => IsLabelText(tag.Key) && (tag.Value is "" || IsLabelText(tag.Value)))
            .ToDictionary(tag => Labels.TagPrefix + tag.Key, tag => tag.Value, StringComparer.Ordinal);

    /// <summary>Whether text can be the name (after the prefix) or the value of a label.</summary>
    /// <param name="text">The text.</param>
    public static bool IsLabelText(string text) =>
        text is { Length: > 0 and <= MaxLength }
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
