using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>One thing that is measured.</summary>
internal interface IFigure
{
    /// <summary>What it is asked for by: <c>--figures a,c</c>.</summary>
    string Id { get; }

    /// <summary>What it measures, in words.</summary>
    string Name { get; }

    /// <summary>What it is to be, in words.</summary>
    string Target { get; }

    /// <summary>Measures it, and its floor beside it, as often as the settings ask.</summary>
    /// <param name="laboratory">Where.</param>
    /// <param name="cancellationToken">Ends it; what it made is removed.</param>
    /// <returns>One or more results, whose ids begin with the figure's.</returns>
    /// <exception cref="BenchmarkException">It could not be measured.</exception>
    Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken);
}
