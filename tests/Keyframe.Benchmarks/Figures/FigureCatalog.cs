namespace Keyframe.Benchmarks.Figures;

/// <summary>All figures, in the order in which they are measured: those that fill the control plane come last.</summary>
internal static class FigureCatalog
{
    public static IReadOnlyList<IFigure> All { get; } =
    [
        new ApplyFigure(),
        new CallsFigure(),
        new RollbackFigure(),
        new CacheFigure(),
        new MemoryFigure(),
        new IdleFigure(),
        new StartFigure(),
    ];

    /// <summary>The figures that were asked for.</summary>
    /// <exception cref="BenchmarkException">There is no such figure.</exception>
    public static IReadOnlyList<IFigure> Choose(IReadOnlyList<string> ids) =>
        ids.FirstOrDefault(id => All.All(figure => figure.Id != id)) is { } unknown
            ? throw new BenchmarkException(
                $"There is no figure '{unknown}'. There are: {string.Join(", ", All.Select(figure => figure.Id))}.")
            : [.. All.Where(figure => ids.Count == 0 || ids.Contains(figure.Id))];
}
