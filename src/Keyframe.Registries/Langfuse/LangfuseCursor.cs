using System.Globalization;

namespace Keyframe.Registries.Langfuse;

/// <summary>
/// How far the changes of a project have been seen: the latest time at which any of its prompts changed, by the server's clock.
/// </summary>
internal static class LangfuseCursor
{
    /// <summary>
    /// A change bears the time at which its transaction began, is seen when that ends, and is in the server's cache of prompts a
    /// moment later still: another change may have moved the cursor beyond it by then.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>Writes a cursor.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <returns>The cursor; null where no prompt has a time.</returns>
    public static string? Of(IEnumerable<PromptListing> prompts) =>
        prompts.Max(prompt => prompt.LastUpdatedAt)?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The time since which a change may not have been seen; null where everything is to be looked at.</summary>
    /// <param name="cursor">What <see cref="Of"/> wrote; whatever else is no cursor.</param>
    public static DateTimeOffset? SeenUntil(string? cursor) =>
        DateTimeOffset.TryParseExact(
            cursor, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time)
        && time - DateTimeOffset.MinValue > Overlap
            ? time - Overlap
            : null;
}
