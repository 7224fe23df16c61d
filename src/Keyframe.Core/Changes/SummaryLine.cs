using System.Globalization;

namespace Keyframe.Core.Changes;

/// <summary>Joins changes to a line and cuts it between changes.</summary>
internal static class SummaryLine
{
    private const string Separator = "; ";

    /// <param name="header">What precedes the changes, at most 200 characters.</param>
    /// <param name="changes">The changes, most important first, each at most 200 characters.</param>
    public static string Of(string header, IReadOnlyList<string> changes)
    {
        var all = header + string.Join(Separator, changes);
        for (var shown = changes.Count - 1; all.Length > ChangeSummary.MaxLength && shown > 0; shown--)
        {
            var rest = changes.Count - shown;
            all = string.Create(
                CultureInfo.InvariantCulture,
                $"{header}{string.Join(Separator, changes.Take(shown))}; … and {rest} more change{(rest == 1 ? "" : "s")}");
        }

        return all;
    }
}
