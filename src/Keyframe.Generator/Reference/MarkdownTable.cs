using System.Text;

namespace Keyframe.Generator.Reference;

/// <summary>Writes tables of GitHub's Markdown.</summary>
internal static class MarkdownTable
{
    /// <summary>Appends a table.</summary>
    /// <param name="text">The page.</param>
    /// <param name="headings">The headings.</param>
    /// <param name="rows">The rows; cells are Markdown, except that they may hold line breaks and bars.</param>
    public static StringBuilder AppendTable(
        this StringBuilder text, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        AppendRow(text, headings);
        AppendRow(text, [.. headings.Select(_ => "---")]);
        foreach (IReadOnlyList<string> row in rows)
        {
            AppendRow(text, [.. row.Select(Cell)]);
        }

        return text.Append('\n');
    }

    /// <summary>Text as code, or nothing for no text.</summary>
    /// <param name="value">The text, without backticks.</param>
    public static string Code(string? value) => value is null ? "" : $"`{value}`";

    /// <summary>Text as text: nothing in it is taken for HTML.</summary>
    /// <param name="value">The text.</param>
    public static string Text(string? value) => value?.Replace("<", "&lt;", StringComparison.Ordinal) ?? "";

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Cell(string value) =>
        value.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);
}
