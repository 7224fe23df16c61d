using System.Text.Json.Nodes;
using Keyframe.Testing.Faults;
using Xunit;

namespace Keyframe.Testing.Convergence;

/// <content>What goes wrong with watches and their connections.</content>
public static partial class CacheScenarios
{
    private static async Task WatchFailsAsync(CacheWorld world, params StreamFaults.Answering[] answers)
    {
        WatchTap watch = await world.WatchingAsync();
        Array.ForEach(answers, world.Faults.NextWatch);
        watch.Break();
        await world.ChangeAsync();
    }

    /// <summary>The server's own words for it, whether as a status or in the stream.</summary>
    private static async Task VersionForgotten(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        world.Faults.NextWatch(async (request, send, token) =>
        {
            await world.ChangeAsync();
            await world.Server.CompactAsync(token);
            return await StreamFaults.With("resourceVersion", "1")(request, send, token);
        });
        watch.Break();
    }

    /// <summary>It accepts the watch with 200, and is silent until its versions have come as far.</summary>
    private static async Task VersionOfTheFuture(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        StreamFaults.Answering future = StreamFaults.With("resourceVersion", "100000000");
        Enumerable.Range(0, 3).ToList().ForEach(_ => world.Faults.NextWatch(future));
        watch.Break();
        await world.ChangeAsync();
        for (int cut = 0; cut < 3; cut++)
        {
            await world.NextWatchAsync();
            world.Clock.Advance(TimeSpan.FromSeconds(90));
        }
    }

    private static async Task EndsAtOnce(CacheWorld world)
    {
        StreamFaults.Answering empty = StreamFaults.Text("");
        Enumerable.Range(0, 6).ToList().ForEach(_ => world.Faults.NextWatch(empty));
        await world.WatchingAsync();
        await world.ChangeAsync();
    }

    private static async Task LineAsync(CacheWorld world, string line)
    {
        WatchTap watch = await world.WatchingAsync();
        watch.Next(_ => watch.Inject(line));   // in the place of the first event
        await world.ChangeAsync();
    }

    private static async Task CutInsideAnEvent(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        watch.Next(line =>
        {
            watch.Inject(line[..(line.Length / 2)]);
            watch.Break();
        });
        await world.ChangeAsync();
    }

    private static async Task EndInsideAnEvent(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        watch.Next(line =>
        {
            watch.Inject(line[..(line.Length / 2)]);
            watch.End();
        });
        await world.ChangeAsync();
    }

    private static async Task Duplicate(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        for (int i = 0; i < 3; i++)
        {
            watch.Next(line =>
            {
                watch.Inject(line);
                watch.Inject(line);
            });
        }

        await world.ChangeAsync();
    }

    private static async Task Swap(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        string? first = null;
        watch.Next(line => first = line);
        watch.Next(second =>
        {
            watch.Inject(second);
            watch.Inject(first!);
        });
        await world.ChangeAsync();
    }

    /// <summary>No server does it, some proxy may: nothing in the stream tells, so only the hourly list does.</summary>
    private static async Task Swallowed(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        for (int i = 0; i < 3; i++)
        {
            watch.Next(line =>
            {
                string version = (string)JsonNode.Parse(line)!["object"]!["metadata"]!["resourceVersion"]!;
                watch.Inject(StreamFaults.Event("BOOKMARK", $$$"""{"metadata":{"resourceVersion":"{{{version}}}"}}"""));
            });
        }

        await world.ChangeAsync();
        await world.PutAsync("e", "green");
        await world.SeesAsync(store => store.Count == 4, "what comes after is seen");
        Assert.Equal("red", world.ColorOf("a"));
        world.Clock.Advance(TimeSpan.FromMinutes(66));
    }

    private static async Task UndecodableInWatch(CacheWorld world)
    {
        await world.WatchingAsync();
        int lists = world.Faults.Lists;
        await world.PutOddAsync("a");
        await world.PutOddAsync("odd");
        await world.PutOddAsync("odd-and-gone");
        await world.SeesAsync(_ => world.Undecodable.Count() == 3, "all are reported");
        await world.PutAsync("good", "green");
        await world.SeesAsync(store => store.Count == 4, "the others go on");
        await world.RemoveAsync("odd-and-gone");
        await world.PutAsync("a", "blue");
        await world.SeesAsync(_ => world.Undecodable.SequenceEqual(["odd"]), "one is good again, one is gone");
        Assert.Equal(lists, world.Faults.Lists);
    }

    private static async Task LongLine(CacheWorld world)
    {
        await world.WatchingAsync();
        await world.PutAsync("a", new string('x', 1_400_000));
    }

    private static async Task StalledWatch(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        watch.Stall();
        await world.ChangeAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(90));
        await watch.Closed;
    }

    private static async Task ConnectionReset(CacheWorld world)
    {
        await world.WatchingAsync();
        world.Network.Reset();
        await world.ChangeAsync();
    }

    private static async Task ConnectionCut(CacheWorld world)
    {
        await world.WatchingAsync();
        world.Network.CutAfter(700);
        await world.ChangeAsync();
    }

    /// <summary>No byte and no end any more. Over HTTP/2 pings tell, over HTTP/1.1 only the silence.</summary>
    private static async Task HalfOpen(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        world.Network.Freeze();
        await world.ChangeAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(90));
        await watch.Closed;
    }

    private static async Task ServerAway(CacheWorld world)
    {
        WatchTap watch = await world.WatchingAsync();
        world.Network.Refuse();
        await watch.Closed;
        await world.ChangeAsync();
        world.Network.Accept();
    }
}
