using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Results;

namespace Keyframe.Benchmarks.Tests;

public sealed class ReportTests
{
    private static readonly Report Sample = Reports.With(
        FigureResult.Of(
            "a.1000", "1000 snapshots", "s", Target.Times(1.25), [new(12, 10), new(11, 10)], new JsonObject { ["n"] = 1000 }),
        FigureResult.Of("b.create", "writes", "writes", Target.AtMost(3), [new(9)]));

    [Fact]
    public void The_JSON_has_the_documented_shape()
    {
        using var document = JsonDocument.Parse(Sample.ToJson());
        JsonElement root = document.RootElement;

        string[] machine = [.. root.GetProperty("machine").EnumerateObject().Select(member => member.Name)];
        Assert.Equal(
            ["cores", "memoryGiB", "os", "dotNet", "optimized", "apiServer", "etcd", "loadAtStart"], machine);
        JsonElement figure = root.GetProperty("figures")[0];
        Assert.Equal(
            [
                "id", "name", "value", "unit", "floor", "ratio", "target", "holds",
                "spread", "ratioSpread", "repetitions", "details",
            ],
            figure.EnumerateObject().Select(member => member.Name));
        Assert.Equal("a.1000", figure.GetProperty("id").GetString());
        Assert.Equal(11.5, figure.GetProperty("value").GetDouble());
        Assert.Equal(1.15, figure.GetProperty("ratio").GetDouble(), 10);
        Assert.True(figure.GetProperty("holds").GetBoolean());
        Assert.Equal(2, figure.GetProperty("repetitions").GetArrayLength());
        Assert.Equal(10, figure.GetProperty("repetitions")[0].GetProperty("floor").GetDouble());
    }

    [Fact]
    public void What_a_count_does_not_have_is_null()
    {
        JsonNode figure = JsonNode.Parse(Sample.ToJson())!["figures"]![1]!;

        Assert.True(figure.AsObject().ContainsKey("floor"));
        Assert.Null(figure["floor"]);
        Assert.Null(figure["ratio"]);
    }

    [Fact]
    public void A_report_can_be_read_back()
    {
        Report read = Report.Parse(Sample.ToJson());

        Assert.Equal(Sample.Machine, read.Machine);
        Assert.Equal(Sample.ToJson(), read.ToJson());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("hello")]
    public void What_is_no_report_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => Report.Parse(text));
}
