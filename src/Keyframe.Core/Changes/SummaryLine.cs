using System.Globalization;

namespace Keyframe.Core.Changes;

/// <summary>Joins changes to a line and cuts it between changes.</summary>
internal static class SummaryLine
{
    private const string Separator = "; ";

    // So that any header, one change and the note on the rest fit into a line.
    private const int ChangeLimit = 290;

    /// <param name="header">What precedes the changes, at most 170 characters.</param>
    /// <param name="all">The changes, most important first.</param>
    public static string Of(string header, IEnumerable<string> all)
    {
        var changes = all.Select(change => OneLine.Of(change, ChangeLimit)).ToList();
        var line = header + string.Join(Separator, changes);
        for (var shown = changes.Count - 1; line.Length > ChangeSummary.MaxLength && shown > 0; shown--)
        {
            var rest = changes.Count - shown;
            line = string.Create(
                CultureInfo.InvariantCulture,
                $"{header}{string.Join(Separator, changes.Take(shown))}; … and {rest} more change{(rest == 1 ? "" : "s")}");
        }

        return line;
    }
}
