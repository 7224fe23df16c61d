using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>Watches a collection for single objects to become as they shall be.</summary>
internal sealed class Lookout : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Expectation> _expected = new(StringComparer.Ordinal);
    private Watcher? _watcher;

    /// <summary>Begins to look.</summary>
    public static async Task<Lookout> StartAsync(BareClient client, string path, CancellationToken cancellationToken)
    {
        var lookout = new Lookout();
        lookout._watcher = await Watcher.StartAsync(client, path, lookout.See, cancellationToken);
        return lookout;
    }

    /// <summary>Expects one object to become as asked. Call it before what brings that about.</summary>
    public Task<Sighting> Expect(string name, Func<JsonElement, bool> condition)
    {
        var seen = new TaskCompletionSource<Sighting>(TaskCreationOptions.RunContinuationsAsynchronously);
        var expectation = new Expectation(condition, seen);
        _expected[name] = expectation;
        return seen.Task;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _watcher?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void See(JsonElement item)
    {
        long now = Stopwatch.GetTimestamp();
        if (_expected.TryGetValue(item.Name(), out Expectation? expectation) && expectation.Condition(item))
        {
            expectation.Seen.TrySetResult(new Sighting(now, item.ResourceVersion()));
        }
    }

    private sealed record Expectation(Func<JsonElement, bool> Condition, TaskCompletionSource<Sighting> Seen);
}
