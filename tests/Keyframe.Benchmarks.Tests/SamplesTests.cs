using CsCheck;
using Keyframe.Benchmarks.Statistics;

namespace Keyframe.Benchmarks.Tests;

public sealed class SamplesTests
{
    private static readonly Gen<double[]> Values = Gen.Double[0.001, 1000].Array[1, 50];

    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 5.0, 1, 3 }, 3)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 2.5)]
    public void The_median_is_the_middle_of_the_sorted_values(double[] values, double median) =>
        Assert.Equal(median, Samples.Median(values));

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.991, 100)]
    [InlineData(1, 100)]
    [InlineData(0.001, 1)]
    public void A_percentile_is_a_value_that_was_measured_by_nearest_rank(double share, double expected) =>
        Assert.Equal(expected, Samples.Percentile([.. Enumerable.Range(1, 100).Reverse().Select(value => (double)value)], share));

    [Theory]
    [InlineData(new[] { 7.0 }, 0)]
    [InlineData(new[] { 0.0, 0 }, 0)]
    [InlineData(new[] { 8.0, 10, 13 }, 0.5)]
    public void The_spread_is_the_range_as_a_share_of_the_median(double[] values, double spread) =>
        Assert.Equal(spread, Samples.Spread(values)!.Value, 10);

    [Fact]
    public void Around_nothing_there_is_no_spread() => Assert.Null(Samples.Spread([0, 0, 1]));

    [Fact]
    public void The_order_of_the_values_changes_nothing() => Values.Sample(values =>
    {
        double[] reversed = [.. values.Reverse()];
        return Samples.Median(values) == Samples.Median(reversed)
            && Samples.Percentile(values, 0.9) == Samples.Percentile(reversed, 0.9)
            && Samples.Spread(values) == Samples.Spread(reversed);
    });

    [Fact]
    public void At_least_the_share_lies_at_or_below_a_percentile() =>
        Gen.Select(Values, Gen.Double[0.01, 1]).Sample((values, share) =>
            values.Count(value => value <= Samples.Percentile(values, share)) >= share * values.Length - 1e-9);

    [Fact]
    public void Nothing_has_no_median() => Assert.Throws<ArgumentException>(() => Samples.Median([]));
}
