using CsCheck;
using Keyframe.Operator.Settings;

namespace Keyframe.Operator.Tests.Settings;

/// <summary>Durations as Go reads and Kubernetes users write them.</summary>
public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("10h", 36_000_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h0m0s", 3_600_000)]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1500)]
    [InlineData(".5m", 30_000)]
    [InlineData("1m500ms", 60_500)]
    [InlineData("2000us", 2)]
    [InlineData("2000µs", 2)]
    [InlineData("2000μs", 2)]
    [InlineData("5000000ns", 5)]
    [InlineData("30s1m", 90_000)]
    public void It_reads_what_Go_reads(string text, long milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1w")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData(" 1s")]
    [InlineData("1s ")]
    [InlineData("1,5s")]
    [InlineData("1..5s")]
    [InlineData(".s")]
    [InlineData("1H")]
    [InlineData("1e3s")]
    [InlineData("1sec")]
    [InlineData("00:01:00")]
    [InlineData("infinite")]
    [InlineData("9999999999999h")]
    [InlineData("99999999999999999999999999999999999999h")]
    public void It_refuses_the_rest(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(250, "250ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(36_000_000, "10h")]
    [InlineData(3_600_000 + 500, "1h0.5s")]
    [InlineData(172_800_000, "48h")]
    public void It_writes_the_short_form(long milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_it_writes_it_reads() => Gen.Long[0, TimeSpan.TicksPerDay * 400].Sample(ticks =>
        GoDuration.TryParse(GoDuration.Format(TimeSpan.FromTicks(ticks)), out TimeSpan read) && read.Ticks == ticks);

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[Gen.Char["0123456789.hmsnuµ -+e"], 0, 60].Sample(text =>
        GoDuration.TryParse(text, out TimeSpan read) ? read >= TimeSpan.Zero : read == TimeSpan.Zero);
}
