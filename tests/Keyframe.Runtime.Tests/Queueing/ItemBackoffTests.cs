using Keyframe.Runtime.Queueing;

namespace Keyframe.Runtime.Tests.Queueing;

public sealed class ItemBackoffTests
{
    [Fact]
    public void Delays_double_from_250_ms_to_5_minutes()
    {
        var backoff = new ItemBackoff<string>();
        double[] seconds = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300];
        Assert.Equal(seconds, seconds.Select(_ => backoff.Next("a").TotalSeconds));
        Assert.Equal(seconds.Length, backoff.Failures("a"));
    }

    [Fact]
    public void It_stays_at_the_longest_delay_for_ever()
    {
        var backoff = new ItemBackoff<string>(TimeSpan.FromHours(1), TimeSpan.FromDays(20));
        Assert.All(Enumerable.Range(0, 200).Select(_ => backoff.Next("a")), d => Assert.InRange(d.TotalHours, 1, 480));
        Assert.Equal(TimeSpan.FromDays(20), backoff.Next("a"));
    }

    [Fact]
    public void Keys_are_counted_apart_and_forgotten()
    {
        var backoff = new ItemBackoff<string>();
        backoff.Next("a");
        backoff.Next("a");
        Assert.Equal(0.25, backoff.Next("b").TotalSeconds);
        backoff.Forget("a");
        Assert.Equal(0.25, backoff.Next("a").TotalSeconds);
        Assert.Equal(0.5, backoff.Next("b").TotalSeconds);
    }
}
