namespace Keyframe.Benchmarks.Results;

/// <summary>
/// The gate against regressions: figures that became worse than in an earlier run. Seconds of two runs cannot be compared,
/// ratios to the floor of the same run can; figures without a floor are counts and sizes, which can be as they are.
/// </summary>
/// <param name="Baseline">The earlier run.</param>
/// <param name="Current">This run.</param>
internal sealed record Comparison(Report Baseline, Report Current)
{
    /// <summary>How much worse a figure may be: 15 %.</summary>
    public const double Tolerance = 0.15;

    /// <summary>The figures that both runs have.</summary>
    public IReadOnlyList<ComparedFigure> Figures =>
    [
        .. from now in Current.Figures
           join before in Baseline.Figures on now.Id equals before.Id
           select Compare(before, now),
    ];

    /// <summary>Those that became worse.</summary>
    public IReadOnlyList<ComparedFigure> Regressions =>
        [.. Figures.Where(figure => figure.Now > figure.Before * (1 + Tolerance))];

    private static ComparedFigure Compare(FigureResult before, FigureResult now) =>
        before.Ratio is { } old && now.Ratio is { } ratio
        ? new ComparedFigure(now.Id, "x floor", old, ratio)
        : new ComparedFigure(now.Id, now.Unit, before.Value, now.Value);
}
