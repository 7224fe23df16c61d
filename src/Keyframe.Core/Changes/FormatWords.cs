using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Changes;

/// <summary>The comparison of two JSON Schemas in words: <c>output schema breaking: /order_id is gone</c>.</summary>
internal static class FormatWords
{
    private const int ChangeLimit = 90;

    public static string Of(string what, ResponseFormatComparison comparison)
    {
        if (comparison.Changes is not [var first, ..] changes)
        {
            return $"{what}: descriptions changed";
        }

        string kind = comparison.Compatibility == ResponseCompatibility.Breaking ? "breaking" : "compatible";
        int count = changes.Count + (comparison.Omitted ?? 0);
        string changeCount = count == 1 ? "" : System.FormattableString.Invariant($", {count} changes");
        string text = first.Path.Length == 0 ? first.Message : $"{first.Path} {first.Message}";
        return $"{what} {kind}{changeCount}: {OneLine.Of(text, ChangeLimit)}";
    }
}
