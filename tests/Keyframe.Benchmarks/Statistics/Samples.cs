namespace Keyframe.Benchmarks.Statistics;

/// <summary>What a few numbers say. They need not be sorted.</summary>
internal static class Samples
{
    /// <summary>The middle one; of an even number, the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = Sorted(values);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that at least this share of them does not exceed (the nearest rank).</summary>
    /// <param name="values">The values.</param>
    /// <param name="share">Above 0, at most 1: 0.99 for p99.</param>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        double[] sorted = Sorted(values);
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }

    /// <summary>
    /// How far they lie apart: largest less smallest, as a share of the median. 0 for one value, and null where the median is 0.
    /// </summary>
    public static double? Spread(IReadOnlyCollection<double> values)
    {
        double[] sorted = Sorted(values);
        double range = sorted[^1] - sorted[0];
        double median = Median(sorted);
        return range == 0 ? 0 : median == 0 ? null : range / Math.Abs(median);
    }

    private static double[] Sorted(IReadOnlyCollection<double> values) =>
        values.Count > 0 ? [.. values.Order()] : throw new ArgumentException("There is nothing to judge.", nameof(values));
}
