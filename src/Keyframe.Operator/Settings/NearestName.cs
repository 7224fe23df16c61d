namespace Keyframe.Operator.Settings;

/// <summary>Finds the name that somebody meant.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits to the one written; null where none is near enough to be meant.</summary>
    public static string? To(string written, IEnumerable<string> known) => (
        from name in known
        let edits = Edits(written.ToUpperInvariant(), name.ToUpperInvariant())
        where edits <= Math.Max(2, name.Length / 3)
        orderby edits
        select name).FirstOrDefault();

    /// <summary>", did you mean ...?", or nothing.</summary>
    /// <param name="written">What stands there.</param>
    /// <param name="known">What could.</param>
    /// <param name="prefix">What all of them begin with, which says nothing about being near.</param>
    public static string Hint(string written, IEnumerable<string> known, string prefix = "") =>
        To(written[prefix.Length..], known.Select(name => name[prefix.Length..])) is { } name
            ? $"; did you mean {prefix}{name}?"
            : "";

    /// <summary>Levenshtein's distance.</summary>
    private static int Edits(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
