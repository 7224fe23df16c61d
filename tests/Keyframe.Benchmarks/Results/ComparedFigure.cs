using System.Globalization;

namespace Keyframe.Benchmarks.Results;

/// <summary>One figure in two runs.</summary>
/// <param name="Id">The figure.</param>
/// <param name="Unit">What is compared: a ratio, or the value of a figure without floor.</param>
/// <param name="Before">In the earlier run.</param>
/// <param name="Now">In this one.</param>
internal sealed record ComparedFigure(string Id, string Unit, double Before, double Now)
{
    /// <summary>In words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Id}: {Now:0.##} {Unit}, was {Before:0.##}");
}
