using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Processes;

/// <summary>
/// The floor of a process: a .NET program that connects by TLS, lists what the operator lists, and makes one write
/// (<c>start</c>), or watches and waits (<c>hold</c>). It reads no more of the answers than that they have come.
/// </summary>
internal static class BareProgram
{
    /// <summary>The first argument that makes this program a bare one.</summary>
    public const string Command = "bare";

    private const string Metadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    /// <summary>Runs it: <c>start NAMESPACE PROMPT</c> or <c>hold NAMESPACE</c>, the connection on standard input.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var client = new BareClient(BareConnection.Parse(await Console.In.ReadToEndAsync()));
        var paths = new Paths(arguments[1]);
        await Task.WhenAll(paths.Cached.Select(path => client.DrainAsync(
            path, path == paths.ConfigMaps ? Metadata : "application/json", CancellationToken.None)));
        return arguments[0] == "start" ? await WriteAsync(client, paths, arguments[2]) : await HoldAsync(client, paths);
    }

    private static async Task<int> WriteAsync(BareClient client, Paths paths, string prompt)
    {
        await client.SendAsync(
            HttpMethod.Patch,
            $"{paths.Prompts}/{prompt}/status",
            """{"status":{"observedGeneration":1}}""",
            "application/merge-patch+json",
            CancellationToken.None);
        return 0;
    }

    private static async Task<int> HoldAsync(BareClient client, Paths paths)
    {
        foreach (string path in paths.Cached)
        {
            await Watcher.StartAsync(client, path, _ => { }, CancellationToken.None);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
