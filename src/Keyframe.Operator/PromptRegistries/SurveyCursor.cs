namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// A cursor, as it stands in the status of a PromptRegistry. What it says has been seen was seen of one server and, since the keys
/// of a Secret are those of one Langfuse project, by one Secret; to another connection it means nothing.
/// </summary>
internal static class SurveyCursor
{
    private const int MaxLength = 128;

    /// <summary>Writes a cursor down.</summary>
    /// <param name="origin">The connection by which it was got.</param>
    /// <param name="cursor">The cursor; null for none.</param>
    /// <returns>What to record; null for nothing, also where it is longer than the schema allows.</returns>
    public static string? Write(ConnectionOrigin origin, string? cursor) =>
        cursor is not null && Mark(origin) + cursor is { Length: <= MaxLength } text ? text : null;

    /// <summary>Reads what was written down.</summary>
    /// <param name="origin">The connection by which it is to be used.</param>
    /// <param name="recorded">What is on record.</param>
    /// <returns>The cursor; null where there is none for this connection.</returns>
    public static string? Read(ConnectionOrigin origin, string? recorded) =>
        recorded?.StartsWith(Mark(origin), StringComparison.Ordinal) == true ? recorded[Mark(origin).Length..] : null;

    private static string Mark(ConnectionOrigin origin) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{origin.Generation}/{origin.SecretVersion}/");
}
