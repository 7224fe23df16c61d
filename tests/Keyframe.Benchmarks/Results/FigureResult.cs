using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Statistics;

namespace Keyframe.Benchmarks.Results;

/// <summary>One figure as it is reported.</summary>
internal sealed record FigureResult
{
    /// <summary>What it is known by, such as <c>a.1000</c>; the part before the dot is the figure.</summary>
    public required string Id { get; init; }

    /// <summary>What was measured, in words.</summary>
    public required string Name { get; init; }

    /// <summary>The median.</summary>
    public required double Value { get; init; }

    /// <summary>The unit of value and floor.</summary>
    public required string Unit { get; init; }

    /// <summary>The median of the floor; null for a count.</summary>
    public double? Floor { get; init; }

    /// <summary>
    /// The median of each repetition's value over its own floor, so that a machine that became slower in between changes nothing.
    /// </summary>
    public double? Ratio { get; init; }

    /// <summary>What it is to be; null for a figure that only explains others.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the target holds; null without one.</summary>
    public bool? Holds { get; init; }

    /// <summary>Largest less smallest value, as a share of the median; null where that is 0.</summary>
    public double? Spread { get; init; }

    /// <summary>The same of the ratio.</summary>
    public double? RatioSpread { get; init; }

    /// <summary>Every repetition.</summary>
    public required IReadOnlyList<Measurement> Repetitions { get; init; }

    /// <summary>What else is worth knowing.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>Sums up repetitions.</summary>
    public static FigureResult Of(
        string id, string name, string unit, Target? target, IReadOnlyList<Measurement> repetitions, JsonObject? details = null)
    {
        double[] values = [.. repetitions.Select(repetition => repetition.Value)];
        double[] floors = [.. repetitions.Select(repetition => repetition.Floor).OfType<double>()];
        double[] ratios = [.. repetitions.Select(repetition => repetition.Ratio).OfType<double>()];
        double value = Samples.Median(values);
        double? ratio = ratios.Length > 0 ? Samples.Median(ratios) : null;
        return new FigureResult
        {
            Id = id,
            Name = name,
            Value = value,
            Unit = unit,
            Floor = floors.Length > 0 ? Samples.Median(floors) : null,
            Ratio = ratio,
            Target = target?.In(unit),
            Holds = target?.Holds(value, ratio),
            Spread = Samples.Spread(values),
            RatioSpread = ratios.Length > 0 ? Samples.Spread(ratios) : null,
            Repetitions = repetitions,
            Details = details,
        };
    }
}
