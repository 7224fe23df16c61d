using System.Text.Json;
using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;

namespace Keyframe.Api.Tests.Json;

public sealed class TimeTests
{
    [Fact]
    public void Times_are_written_like_those_of_every_Kubernetes_object()
    {
        var noon = new DateTimeOffset(2026, 11, 22, 23, 46, 12, 797, TimeSpan.FromHours(1));
        var status = new GenAIDeploymentStatus
        {
            Conditions = [new Condition { LastTransitionTime = noon }],
            Active = new ActiveSnapshot { Since = noon },
            History = [new RevisionEntry { StartedAt = noon, CompletedAt = noon }],
        };
        string[] times = [.. JsonSerializer.Serialize(status, KeyframeJsonContext.Default.GenAIDeploymentStatus)
            .Split('"').Where(part => part.StartsWith("2026", StringComparison.Ordinal))];
        Assert.Equal(Enumerable.Repeat("2026-11-22T22:46:12Z", 4), times);
    }

    [Fact]
    public void A_fraction_is_cut_off_and_never_rounded_into_the_future() =>
        Assert.Equal("2026-12-31T23:59:59Z", Write(new DateTimeOffset(2026, 12, 31, 23, 59, 59, 999, TimeSpan.Zero)));

    [Fact]
    public void A_time_that_was_not_set_is_absent() =>
        Assert.False(JsonSerializer.SerializeToElement(new RevisionEntry(), KeyframeJsonContext.Default.RevisionEntry)
            .TryGetProperty("completedAt", out _));

    [Theory]
    [InlineData("2026-11-22T22:46:12Z", "2026-11-22T22:46:12.0000000Z")]
    [InlineData("2026-11-22T22:46:12.7977309+00:00", "2026-11-22T22:46:12.7977309Z")]
    [InlineData("2026-11-22T22:46:12.5Z", "2026-11-22T22:46:12.5000000Z")]
    [InlineData("2026-11-22T22:46:12.123456789012345678901234567890Z", "2026-11-22T22:46:12.1234567Z")]
    [InlineData("2026-11-22t22:46:12z", "2026-11-22T22:46:12.0000000Z")]
    [InlineData("2026-11-22T22:46:12-00:00", "2026-11-22T22:46:12.0000000Z")]
    [InlineData("2026-11-22T22:46:12+05:30", "2026-11-22T17:16:12.0000000Z")]
    [InlineData("2026-11-22T22:46:12-23:59", "2026-11-23T22:45:12.0000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    public void Any_time_of_RFC_3339_is_read(string text, string expected)
    {
        DateTimeOffset time = Read($"\"{text}\"");
        Assert.Equal(expected, time.UtcDateTime.ToString("O", null));
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2026-11-22\"")]
    [InlineData("\"2026-11-22T22:46:12\"")]
    [InlineData("\"2026-11-22 22:46:12Z\"")]
    [InlineData("\"2026-11-22T22:46Z\"")]
    [InlineData("\"2026-11-22T22:46:61Z\"")]
    [InlineData("\"2026-11-22T24:00:00Z\"")]
    [InlineData("\"2026-02-29T00:00:00Z\"")]
    [InlineData("\"2026-11-22T22:46:12.Z\"")]
    [InlineData("\"2026-11-22T22:46:12+0000\"")]
    [InlineData("\"2026-11-22T22:46:12+24:00\"")]
    [InlineData("\"2026-11-22T22:46:12Z\\n\"")]
    [InlineData("\"٢٠٢٦-11-22T22:46:12Z\"")]
    [InlineData("\"0000-01-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+01:00\"")]
    [InlineData("\"9999-12-31T23:59:60Z\"")]
    [InlineData("1795387572")]
    [InlineData("{}")]
    public void Anything_else_is_refused_as_bad_JSON(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void What_was_written_is_read_back_to_the_second() =>
        Gen.Long[0, DateTime.MaxValue.Ticks].Sample(ticks =>
        {
            var time = new DateTimeOffset(ticks, TimeSpan.Zero);
            return Read($"\"{Write(time)}\"") == time.AddTicks(-(ticks % TimeSpan.TicksPerSecond));
        });

    private static string Write(DateTimeOffset time) =>
        JsonSerializer.SerializeToElement(new ActiveSnapshot { Since = time }, KeyframeJsonContext.Default.ActiveSnapshot)
            .GetProperty("since").GetString()!;

    private static DateTimeOffset Read(string json) =>
        JsonSerializer.Deserialize($$"""{"since":{{json}}}""", KeyframeJsonContext.Default.ActiveSnapshot)!.Since;
}
