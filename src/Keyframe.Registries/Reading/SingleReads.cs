using System.Collections.Concurrent;

namespace Keyframe.Registries.Reading;

/// <summary>Looks at prompts one by one.</summary>
internal static class SingleReads
{
    private const int AtATime = 2;

    /// <summary>Reads many, two at a time.</summary>
    /// <param name="keys">What to read, each once.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">The registry as a whole is at fault.</exception>
    public static async Task<IReadOnlyDictionary<TKey, Sighting>> AllAsync<TKey>(
        IEnumerable<TKey> keys, Func<TKey, CancellationToken, Task<RegistryPrompt>> read, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var seen = new ConcurrentDictionary<TKey, Sighting>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            keys, options, async (key, token) => seen[key] = await SightAsync(() => read(key, token)));
        return seen;
    }

    /// <summary>What came of a reading.</summary>
    /// <param name="read">Reads.</param>
    /// <exception cref="RegistryException">The registry as a whole is at fault.</exception>
    private static async Task<Sighting> SightAsync(Func<Task<RegistryPrompt>> read)
    {
        try
        {
            return new Sighting.Found(await read());
        }
        catch (RegistryException exception) when (exception.Fault.IsOfPrompt)
        {
            return new Sighting.Failed(exception.Fault);
        }
    }
}
