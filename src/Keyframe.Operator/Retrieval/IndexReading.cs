namespace Keyframe.Operator.Retrieval;

/// <summary>What one look at an index brought.</summary>
/// <param name="Version">The version that it is at; null where that was not found out.</param>
/// <param name="Problem">Why not, and what to do; null where it was.</param>
internal sealed record IndexReading(string? Version, string? Problem)
{
    /// <summary>As many characters as indexVersion may have.</summary>
    private const int MaxLength = 256;

    /// <summary>Whether another look may soon bring another answer. Default: false.</summary>
    public bool IsTransient { get; init; }

    /// <summary>What the server asked to wait before the next look; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Takes a text for a version, without the white space around it, if it could be an indexVersion at all.</summary>
    /// <param name="text">The text, which may be anything: it goes into conditions, events and metrics.</param>
    /// <param name="place">Where it was found, to begin a sentence with.</param>
    public static IndexReading Of(string text, string place)
    {
        string version = text.Trim();
        return version.Length switch
        {
            0 => NoVersion("is empty"),
            > MaxLength => NoVersion($"is longer than {MaxLength} characters"),
            _ when version.Any(char.IsControl) => NoVersion("has line breaks or control characters"),
            _ => new IndexReading(version, null),
        };

        IndexReading NoVersion(string why) => new(null, $"{place} {why}. It has to be a version.");
    }
}
