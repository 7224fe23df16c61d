using System.Globalization;

namespace Keyframe.Core.Changes;

/// <summary>Lists that are cut: <c>a, b and 3 more</c>.</summary>
internal static class WordList
{
    /// <summary>The first of some words, and how many more there are.</summary>
    /// <param name="words">The words.</param>
    /// <param name="most">How many are told.</param>
    public static string Of(IReadOnlyCollection<string> words, int most) => string.Join(", ", words.Take(most))
        + (words.Count > most ? string.Create(CultureInfo.InvariantCulture, $" and {words.Count - most} more") : "");
}
