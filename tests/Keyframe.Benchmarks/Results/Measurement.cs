namespace Keyframe.Benchmarks.Results;

/// <summary>One repetition: what was measured, and the floor measured beside it.</summary>
/// <param name="Value">What was measured, in the figure's unit.</param>
/// <param name="Floor">The same without us; null where there is no such thing, as for a count.</param>
internal sealed record Measurement(double Value, double? Floor = null)
{
    /// <summary>How much more than the floor; null without one.</summary>
    public double? Ratio => Floor is > 0 ? Value / Floor : null;
}
