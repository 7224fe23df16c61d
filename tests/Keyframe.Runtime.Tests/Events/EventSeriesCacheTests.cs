using Keyframe.Runtime.Events;

namespace Keyframe.Runtime.Tests.Events;

public sealed class EventSeriesCacheTests
{
    [Fact]
    public void What_is_remembered_of_events_is_bounded_and_the_oldest_gives_way()
    {
        var cache = new EventSeriesCache(3, TimeSpan.FromMinutes(6));
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        string[] order = ["a", "b", "c", "a", "d"];
        foreach (string note in order)
        {
            now += TimeSpan.FromMinutes(1);
            cache.Put(Key(note), new EventSeries(new("ns", note), 1, now));
        }

        Assert.Equal(3, cache.Count);
        Assert.Null(cache.Find(Key("b"), now));
        Assert.Equal("a", cache.Find(Key("a"), now)!.Event.Name);
        Assert.Null(cache.Find(Key("c"), now + TimeSpan.FromMinutes(5)));
        Assert.Equal(2, cache.Count);   // what is too old takes no room
    }

    private static EventKey Key(string note) =>
        new("v1", "Widget", "u", new("ns", "a"), EventType.Normal, "Reason", "Action", note);
}
