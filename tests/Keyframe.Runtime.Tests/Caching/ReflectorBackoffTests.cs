using Keyframe.Runtime.Caching;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Caching;

public sealed class ReflectorBackoffTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(0.0, new[] { 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15 })]
    [InlineData(0.999999, new[] { 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30 })]
    public void Delays_double_between_two_bounds(double random, double[] seconds)
    {
        var backoff = new ReflectorBackoff(_clock, () => random);
        Assert.All(seconds, s => Assert.Equal(s, backoff.Next().TotalSeconds, 0.001));
    }

    [Fact]
    public void Two_minutes_without_a_failure_start_over()
    {
        var backoff = new ReflectorBackoff(_clock, () => 0);
        backoff.Next();
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1.6, backoff.Next().TotalSeconds, 0.001);
        _clock.Advance(TimeSpan.FromMinutes(2.01));
        Assert.Equal(0.8, backoff.Next().TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0.1, 0.8)]
    public void The_server_may_ask_for_longer(double asked, double seconds) => Assert.Equal(
        seconds, new ReflectorBackoff(_clock, () => 0).Next(TimeSpan.FromSeconds(asked)).TotalSeconds, 0.001);
}
