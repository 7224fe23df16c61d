using System.Text.Json;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// The observer's own eyes: a watch of one collection, which tells of every object that comes. An API server ends watches
/// that cannot keep up for a moment, as on a busy machine; this one goes on where it was.
/// </summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BareClient _client;
    private readonly string _path;
    private readonly Action<JsonElement> _seen;
    private readonly Task _running;
    private string _version;

    private Watcher(BareClient client, string path, string version, HttpResponseMessage stream, Action<JsonElement> seen)
    {
        (_client, _path, _version, _seen) = (client, path, version, seen);
        _running = Task.Run(() => FollowAsync(stream));
    }

    /// <summary>Opens the watch: what changes from now on is seen.</summary>
    /// <param name="client">How to get there.</param>
    /// <param name="path">The collection.</param>
    /// <param name="seen">Gets each object that was added or changed, one at a time. It is gone afterwards.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<Watcher> StartAsync(
        BareClient client, string path, Action<JsonElement> seen, CancellationToken cancellationToken)
    {
        JsonElement list = await client.GetAsync($"{path}?limit=1", cancellationToken);
        string version = list.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        return new Watcher(client, path, version, await client.OpenWatchAsync(path, version, cancellationToken), seen);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync(HttpResponseMessage first)
    {
        HttpResponseMessage stream = first;
        while (!_stop.IsCancellationRequested)
        {
            using (stream)
            {
                await ReadAsync(stream);
            }

            stream = await _client.OpenWatchAsync(_path, _version, _stop.Token);
        }
    }

    private async Task ReadAsync(HttpResponseMessage stream)
    {
        try
        {
            await foreach (string line in BareClient.LinesAsync(stream, _stop.Token))
            {
                using var document = JsonDocument.Parse(line);
                JsonElement item = document.RootElement.GetProperty("object");
                string? type = document.RootElement.GetProperty("type").GetString();
                if (type == "ERROR")
                {
                    await Console.Error.WriteLineAsync($"The observer's watch of {_path} lost its place: {line}");
                    await _stop.CancelAsync();
                    return;
                }

                _version = item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                if (type is "ADDED" or "MODIFIED")
                {
                    _seen(item);
                }
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // Broken off: as if it had ended.
        }
    }
}
