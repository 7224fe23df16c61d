using System.Collections.Concurrent;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>A writer with 32 streams: more in flight only add latency on a small machine.</summary>
internal static class Streams
{
    public const int Count = 32;

    /// <summary>Does something for every item, in order, 32 at a time.</summary>
    /// <returns>What came of it, by item.</returns>
    public static async Task<IReadOnlyDictionary<int, T>> ForEachAsync<T>(
        IReadOnlyList<int> items, Func<int, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        var results = new ConcurrentDictionary<int, T>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Count, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(items, options, async (item, token) => results[item] = await action(item, token));
        return results;
    }
}
