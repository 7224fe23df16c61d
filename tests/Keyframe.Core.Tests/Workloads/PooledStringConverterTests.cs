using System.Text.Json;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Workloads;

/// <summary>Equal strings of cached objects are one object, and every string is read as it is.</summary>
public sealed class PooledStringConverterTests
{
    [Fact]
    public void Equal_strings_of_two_objects_are_one()
    {
        Workload one = Read("""{"metadata":{"name":"a","namespace":"shop"}}""");
        Workload two = Read("""{"metadata":{"name":"b","namespace":"shop"}}""");
        Assert.Same(one.Metadata.NamespaceProperty, two.Metadata.NamespaceProperty);
    }

    [Fact]
    public void Keys_of_maps_are_one_as_well()
    {
        Workload one = Read("""{"metadata":{"name":"a","labels":{"team":"red"}}}""");
        Workload two = Read("""{"metadata":{"name":"b","labels":{"team":"blue"}}}""");
        Assert.Same(Assert.Single(one.Metadata.Labels).Key, Assert.Single(two.Metadata.Labels).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u00e4\u20ac\ud83d\ude00 \"quoted\"\n\\")]
    [InlineData("95", 95)]
    [InlineData("96", 96)]
    [InlineData("97", 97)]
    [InlineData("\u20ac", 32)]
    [InlineData("\u20ac", 33)]
    [InlineData("a", 100_000)]
    public void Every_text_is_read_as_it_is(string text, int times = 1)
    {
        string name = string.Concat(Enumerable.Repeat(text, times));
        string json = JsonSerializer.Serialize(new { metadata = new { name } });
        Assert.Equal(name, Read(json).Metadata.Name);
    }

    [Fact]
    public void Null_is_null() => Assert.Null(Read("""{"metadata":{"name":null}}""").Metadata.Name);

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_is_no_text_is_refused(string value) =>
        Assert.Throws<JsonException>(() => Read("{\"metadata\":{\"name\":" + value + "}}"));

    private static Workload Read(string json) => JsonSerializer.Deserialize(json, WorkloadJsonContext.Default.Workload)!;
}
