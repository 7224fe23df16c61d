using System.Globalization;
using Spectre.Console;

namespace Keyframe.Benchmarks.Results;

/// <summary>The report for the terminal.</summary>
internal static class ReportTable
{
    /// <summary>Room for a row, where nobody says how wide a line may be.</summary>
    private const int FileWidth = 180;

    public static void Write(IAnsiConsole console, Report report)
    {
        console.Profile.Width = console.Profile.Out.IsTerminal ? console.Profile.Width : FileWidth;
        Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "figure");
        foreach (string title in new[] { "value", "floor", "ratio", "spread" })
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("target").NoWrap()).AddColumn("holds");
        foreach (FigureResult figure in report.Figures)
        {
            table.AddRow(
                new Text(figure.Id),
                new Text(figure.Name),
                new Text($"{Number(figure.Value)} {figure.Unit}"),
                new Text(figure.Floor is { } floor ? Number(floor) : ""),
                new Text(figure.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : ""),
                new Text(figure.Repetitions.Count > 1 ? figure.Spread?.ToString("P0", CultureInfo.InvariantCulture) ?? "" : ""),
                new Text(figure.Target ?? ""),
                Verdict(figure.Holds));
        }

        console.Write(table);
        Machine machine = report.Machine;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{machine.Cores} cores, {machine.MemoryGiB} GiB, {machine.Os}, {machine.DotNet}, "
            + $"API server {machine.ApiServer}, etcd {machine.Etcd}; "
            + $"{report.Seconds:0} s in all{(report.Quick ? ", quick" : "")}"));
    }

    private static Text Verdict(bool? holds) => holds switch
    {
        true => new Text("yes", new Style(Color.Green)),
        false => new Text("NO", new Style(Color.Red)),
        null => new Text(""),
    };

    /// <summary>Three digits that mean something are enough.</summary>
    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
