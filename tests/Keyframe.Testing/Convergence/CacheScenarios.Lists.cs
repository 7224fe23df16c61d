using Keyframe.Testing.Faults;

namespace Keyframe.Testing.Convergence;

/// <content>What goes wrong with lists.</content>
public static partial class CacheScenarios
{
    /// <summary>Once at the start, and once when there is a cache to lose.</summary>
    private static async Task ListFailsAsync(CacheWorld world, StreamFaults.Answering answer)
    {
        world.Faults.NextList(answer);
        await world.WatchingAsync();
        world.Faults.NextWatch(StreamFaults.Refusal(System.Net.HttpStatusCode.Gone, "Expired"));
        world.Faults.NextList(answer);
        world.Network.Reset();
        await world.ChangeAsync();
    }

    private static async Task ListStalls(CacheWorld world)
    {
        var stalls = new TaskCompletionSource();
        world.Faults.NextList(async (request, send, token) =>
        {
            HttpResponseMessage answer = await StreamFaults.Half(100, stalls: true)(request, send, token);
            stalls.SetResult();
            return answer;
        });
        world.Start();
        await stalls.Task;
        await world.ChangeAsync();
        world.RequestClock.Advance(TimeSpan.FromSeconds(60));
        await world.NextWatchAsync();
    }

    private static async Task TokenExpires(CacheWorld world)
    {
        world.Faults.Next(StreamFaults.IsContinued, async (_, send, token) =>
        {
            await world.ChangeAsync();
            await world.Server.CompactAsync(token);
            return await send();
        });
        await world.WatchingAsync();
    }

    private static async Task PageBreaks(CacheWorld world)
    {
        world.Faults.Next(StreamFaults.IsContinued, async (request, send, token) =>
        {
            await world.ChangeAsync();
            return await StreamFaults.Half(100, stalls: false)(request, send, token);
        });
        await world.WatchingAsync();
    }

    private static async Task UndecodableInList(CacheWorld world)
    {
        await world.PutOddAsync("odd");
        await world.PutOddAsync("odd-for-good");
        await world.WatchingAsync();
        await world.SeesAsync(_ => world.Undecodable.Count() == 2, "both are reported");
        await world.ChangeAsync();
        await world.PutAsync("odd", "blue");
    }
}
