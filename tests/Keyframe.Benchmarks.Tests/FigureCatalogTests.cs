using Keyframe.Benchmarks.Figures;

namespace Keyframe.Benchmarks.Tests;

public sealed class FigureCatalogTests
{
    [Fact]
    public void Every_figure_is_measured_where_none_is_asked_for() => Assert.Equal(FigureCatalog.All, FigureCatalog.Choose([]));

    [Fact]
    public void Figures_are_chosen_by_id_in_the_order_of_measuring() =>
        Assert.Equal(["a", "c"], FigureCatalog.Choose(["c", "a"]).Select(figure => figure.Id));

    [Fact]
    public void An_unknown_figure_is_refused_with_those_there_are()
    {
        BenchmarkException refused = Assert.Throws<BenchmarkException>(() => FigureCatalog.Choose(["z"]));

        Assert.Contains("'z'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a, b, c", refused.Message, StringComparison.Ordinal);
    }
}
