using Keyframe.Benchmarks.Results;

namespace Keyframe.Benchmarks.Tests;

public sealed class FigureResultTests
{
    [Fact]
    public void The_ratio_is_the_median_of_each_repetition_over_its_own_floor()
    {
        // The machine became ten times slower for the second repetition: seconds say so, the ratio does not.
        FigureResult result = FigureResult.Of(
            "a.1", "something", "s", Target.Times(1.25), [new(1.2, 1), new(12, 10), new(1.3, 1)]);

        Assert.Equal(1.2, result.Ratio!.Value, 10);
        Assert.Equal(1.3, result.Value);
        Assert.Equal(1, result.Floor);
        Assert.Equal("<= 1.25 x floor", result.Target);
        Assert.True(result.Holds);
    }

    [Fact]
    public void A_count_has_no_floor_and_no_ratio()
    {
        FigureResult result = FigureResult.Of("b.create", "writes", "writes", Target.AtMost(3), [new(9), new(9)]);

        Assert.Null(result.Floor);
        Assert.Null(result.Ratio);
        Assert.Equal("<= 3 writes", result.Target);
        Assert.False(result.Holds);
    }

    [Fact]
    public void A_figure_without_target_neither_holds_nor_fails()
    {
        FigureResult result = FigureResult.Of("a.10", "something", "s", null, [new(1, 1)]);

        Assert.Null(result.Target);
        Assert.Null(result.Holds);
    }

    [Fact]
    public void A_floor_of_nothing_gives_no_ratio_and_so_no_verdict_on_it() =>
        Assert.Null(FigureResult.Of("e.cpu", "idle", "millicores", Target.Times(2), [new(3, 0)]).Holds);

    [Theory]
    [InlineData(1.25, true)]
    [InlineData(1.2500001, false)]
    public void A_target_holds_up_to_its_limit(double ratio, bool holds) =>
        Assert.Equal(holds, Target.Times(1.25).Holds(value: 99, ratio));
}
