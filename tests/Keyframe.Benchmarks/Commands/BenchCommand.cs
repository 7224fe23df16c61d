using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Keyframe.Benchmarks.Figures;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;
using Keyframe.Testing.Building;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;
using Spectre.Console;

namespace Keyframe.Benchmarks.Commands;

/// <summary>The command line of the benchmarks.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Fewer repetitions and smaller worlds: under three minutes.",
    };

    private static readonly Option<string> Figures = new("--figures")
    {
        Description = "Only these, separated by commas. There are:\n"
            + string.Join('\n', FigureCatalog.All.Select(figure => $"{figure.Id}: {figure.Name} ({figure.Target})")),
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> Sizes = new("--n")
    {
        Description = "Numbers of snapshots for figure a, separated by commas. Default 10,100,250,1000; quick 10,100,400.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<int?> Repeat = new("--repeat")
    {
        Description = "Repetitions of each figure. Default 5; quick 1 or 2.",
    };

    private static readonly Option<string> OutputFile = new("--output")
    {
        Description = "Where the report goes, as JSON.",
        DefaultValueFactory = _ => "artifacts/bench.json",
    };

    private static readonly Option<string?> Check = new("--check")
    {
        Description = "An earlier report: fail if a ratio, or a count or size without one, is more than "
            + $"{Comparison.Tolerance:P0} worse than there.",
    };

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Measures the operator against a real API server. Each figure stands beside its floor: the same done without "
            + "the operator, by the same program in the same run.")
        {
            Quick, Figures, Sizes, Repeat, OutputFile, Check,
        };
        root.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Output output = new(AnsiConsole.Console);
        try
        {
            var settings = new BenchmarkSettings
            {
                Quick = parsed.GetValue(Quick),
                Figures = Split(parsed.GetValue(Figures)),
                Sizes = [.. Split(parsed.GetValue(Sizes)).Select(ToSize)],
                Repeat = parsed.GetValue(Repeat),
            };
            IReadOnlyList<IFigure> figures = FigureCatalog.Choose(settings.Figures);
            Report? baseline = parsed.GetValue(Check) is { } path
                ? Report.Parse(await File.ReadAllTextAsync(path, cancellationToken))
                : null;
            Report report = await MeasureAsync(settings, figures, output, cancellationToken);
            await WriteAsync(report, parsed.GetValue(OutputFile)!, output, cancellationToken);
            return Judge(report, baseline, output);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.Report("Cancelled; what was set up has been removed.");
            return 130;
        }
        catch (Exception failure) when (failure is BenchmarkException or IOException or JsonException
            or ControlPlaneUnavailableException or ControlPlaneBuildException
            or CrdInstallationException or CommandNotFoundException or CommandFailedException)
        {
            output.Report(failure.Message);
            return 1;
        }
    }

    private static async Task<Report> MeasureAsync(
        BenchmarkSettings settings, IReadOnlyList<IFigure> figures, Output output, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        DateTimeOffset at = DateTimeOffset.UtcNow;
        var results = new List<FigureResult>();
        var failures = new Dictionary<string, string>();
        await using Laboratory laboratory = await Laboratory.OpenAsync(settings, output, cancellationToken);
        Machine machine = await Machine.DescribeAsync(laboratory.Plane, laboratory.Client, cancellationToken);
        foreach (IFigure figure in figures)
        {
            try
            {
                output.Report($"[{figure.Id}] {figure.Name}: {figure.Target}");
                var each = Stopwatch.StartNew();
                results.AddRange(await figure.MeasureAsync(laboratory, cancellationToken));
                output.Report($"[{figure.Id}] took {each.Elapsed.TotalSeconds:0} s");
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // One figure that cannot be measured does not take the others with it.
                failures[figure.Id] = failure.Message;
                output.Report($"[{figure.Id}] FAILED: {failure}");
            }
        }

        return new Report(machine, results)
        {
            At = at,
            Quick = settings.Quick,
            Seconds = Math.Round(watch.Elapsed.TotalSeconds),
            Failures = failures,
        };
    }

    private static async Task WriteAsync(Report report, string path, Output output, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, report.ToJson(), cancellationToken);
        ReportTable.Write(AnsiConsole.Console, report);
        output.Report($"All of it: {path}");
    }

    private static int Judge(Report report, Report? baseline, Output output)
    {
        bool worse = false;
        if (baseline is not null)
        {
            var comparison = new Comparison(baseline, report);
            foreach (ComparedFigure figure in comparison.Regressions)
            {
                output.Report($"WORSE {figure}");
            }

            worse = comparison.Regressions.Count > 0 || comparison.Figures.Count == 0;
            output.Report(
                $"{comparison.Figures.Count} figures compared, "
                + $"{comparison.Regressions.Count} worse by more than {Comparison.Tolerance:P0}.");
        }

        return worse || report.Failures.Count > 0 ? 1 : 0;
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int ToSize(string text) =>
        int.TryParse(text, out int size) && size > 0
            ? size
            : throw new BenchmarkException($"'{text}' is no number of snapshots.");
}
