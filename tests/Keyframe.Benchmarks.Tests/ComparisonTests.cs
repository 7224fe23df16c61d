using Keyframe.Benchmarks.Results;

namespace Keyframe.Benchmarks.Tests;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(1.00, 1.15, false)]
    [InlineData(1.00, 1.16, true)]
    [InlineData(1.40, 1.00, false)]
    public void A_ratio_may_be_15_percent_worse(double before, double now, bool worse) =>
        Assert.Equal(worse, Regressed(Timed("a.100", before, floor: 1), Timed("a.100", now, floor: 1)));

    [Fact]
    public void Seconds_are_not_compared_where_there_is_a_ratio() =>
        Assert.False(Regressed(Timed("a.100", 1.2, floor: 1), Timed("a.100", 12, floor: 10)));

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(3, 4, true)]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    public void Counts_are_compared_as_they_are(double before, double now, bool worse) =>
        Assert.Equal(worse, Regressed(Counted("b.create", before), Counted("b.create", now)));

    [Fact]
    public void Figures_of_one_run_alone_are_left_out()
    {
        var comparison = new Comparison(Reports.With(Counted("b.create", 3)), Reports.With(Counted("b.change", 30)));

        Assert.Empty(comparison.Figures);
        Assert.Empty(comparison.Regressions);
    }

    [Fact]
    public void A_regression_says_what_it_was_and_is() => Assert.Equal(
        "a.100: 1.5 x floor, was 1.1",
        Assert.Single(Compare(Timed("a.100", 1.1, 1), Timed("a.100", 1.5, 1)).Regressions).ToString());

    private static bool Regressed(FigureResult before, FigureResult now) =>
        Compare(before, now).Regressions.Count > 0;

    private static Comparison Compare(FigureResult before, FigureResult now) => new(Reports.With(before), Reports.With(now));

    private static FigureResult Timed(string id, double value, double floor) =>
        FigureResult.Of(id, "time", "s", null, [new(value, floor)]);

    private static FigureResult Counted(string id, double value) => FigureResult.Of(id, "count", "writes", null, [new(value)]);
}
