using Keyframe.Operator.Deployments;
using Keyframe.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.Deployments;

/// <summary>How a thousand rollouts at once become so many in a second.</summary>
public sealed class RolloutPaceTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void One_after_the_other_gets_its_turn()
    {
        var pace = new RolloutPace(20, _clock);
        Assert.All(Enumerable.Range(0, 20), number => Assert.Null(pace.Take(Key(number))));
        Assert.Equal(
            [50, 100, 150], Enumerable.Range(20, 3).Select(number => pace.Take(Key(number)).GetValueOrDefault().TotalMilliseconds));
        Assert.Equal(3, pace.Waiting);
    }

    [Fact]
    public void A_turn_is_kept_however_often_it_is_asked_for()
    {
        var pace = new RolloutPace(20, _clock);
        Assert.All(Enumerable.Range(2, 20), number => Assert.Null(pace.Take(Key(number))));
        pace.Take(Key(1));
        Assert.Equal(50, pace.Take(Key(1))?.TotalMilliseconds);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Null(pace.Take(Key(1)));
        Assert.Equal(0, pace.Waiting);
    }

    [Fact]
    public void A_thousand_take_their_time_and_each_goes_once()
    {
        var pace = new RolloutPace(20, _clock);
        Dictionary<int, TimeSpan> due = Enumerable.Range(0, 1_000).ToDictionary(number => number, _ => TimeSpan.Zero);
        TimeSpan passed = TimeSpan.Zero;
        while (due.Count > 0)
        {
            foreach (int number in due.Where(entry => entry.Value <= passed).Select(entry => entry.Key).ToArray())
            {
                if (pace.Take(Key(number)) is { } wait)
                {
                    due[number] = passed + wait;
                }
                else
                {
                    due.Remove(number);
                }
            }

            _clock.Advance(TimeSpan.FromMilliseconds(50));
            passed += TimeSpan.FromMilliseconds(50);
        }

        Assert.InRange(passed.TotalSeconds, 49, 49.1);
        Assert.Equal(0, pace.Waiting);
    }

    [Fact]
    public void Who_gives_up_is_forgotten()
    {
        var pace = new RolloutPace(1, _clock);
        pace.Take(Key(0));
        pace.Take(Key(1));
        pace.Forget(Key(1));
        Assert.Equal(0, pace.Waiting);
    }

    private static ObjectKey Key(int number) => new("shop", $"app-{number}");
}
