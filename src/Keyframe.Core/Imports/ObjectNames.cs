using System.Text;
using Keyframe.Core.Canonical;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Imports;

/// <summary>
/// Names for objects that are made from a document: always the same for the same content, and different for different content
/// even where the parts of a name are not, or do not fit.
/// </summary>
internal static class ObjectNames
{
    private const int PromptLimit = 253;
    private const int HashLength = 10;

    /// <summary><c>support-system-v7</c>.</summary>
    public static string Of(DocumentPrompt prompt) =>
        Fit($"{prompt.Prompt}-v{prompt.Version}", PromptLimit, $"{prompt.Prompt}\n{prompt.Version}");

    /// <summary><c>support-system-v7-content</c>, for a ConfigMap.</summary>
    public static string OfContent(DocumentPrompt prompt) =>
        Fit($"{prompt.Prompt}-v{prompt.Version}-content", PromptLimit, $"{prompt.Prompt}\n{prompt.Version}");

    /// <summary><c>support-bot-13</c>.</summary>
    public static string Of(StoredSnapshot stored) =>
        Fit($"{stored.App}-{stored.Version}", SnapshotPlanner.MaxNameLength, $"{stored.App}\n{stored.Version}");

    /// <summary>What is no DNS name or too long is made one, and told from what becomes the same by a hash.</summary>
    private static string Fit(string wanted, int limit, string identity)
    {
        string name = string.Concat(wanted.Select((_, index) => Allowed(wanted, index))).Trim('-');
        if (name == wanted && name.Length <= limit)
        {
            return name;
        }

        string hash = Digest.Of(Encoding.UTF8.GetBytes(identity)).Short;
        string head = name[..Math.Min(name.Length, limit - HashLength - 1)].TrimEnd('-', '.');
        return head.Length == 0 ? hash : $"{head}-{hash}";
    }

    private static char Allowed(string text, int index) => text[index] switch
    {
        var character when char.IsAsciiLetterOrDigit(character) => char.ToLowerInvariant(character),
        '.' when index > 0 && index + 1 < text.Length
            && char.IsAsciiLetterOrDigit(text[index - 1]) && char.IsAsciiLetterOrDigit(text[index + 1]) => '.',
        _ => '-',
    };
}
