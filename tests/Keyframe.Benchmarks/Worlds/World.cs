using System.Diagnostics;
using System.Text.Json;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Resources;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// A namespace in which the operator may work. Disposing it removes it, and waits until it is empty: what is being deleted in the
/// background would be measured with what comes next.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TestNamespace _namespace;

    private World(Laboratory laboratory, TestNamespace @namespace)
    {
        Laboratory = laboratory;
        _namespace = @namespace;
        Paths = new Paths(@namespace.Name);
    }

    /// <summary>Where it is.</summary>
    public Laboratory Laboratory { get; }

    /// <summary>Its collections.</summary>
    public Paths Paths { get; }

    public string Namespace => _namespace.Name;

    public static async Task<World> CreateAsync(Laboratory laboratory, string hint, CancellationToken cancellationToken)
    {
        TestNamespace @namespace = await TestNamespace.CreateAsync(
            laboratory.Client, laboratory.Plane.ServerVersion, $"bench-{hint}", cancellationToken);
        await OperatorAccount.GrantAsync(laboratory.Client, @namespace.Name, cancellationToken);
        return new World(laboratory, @namespace);
    }

    /// <summary>Makes workloads, and waits until their controller has seen them all.</summary>
    /// <returns>Their uids, by item.</returns>
    public async Task<IReadOnlyDictionary<int, string>> AddWorkloadsAsync(
        IReadOnlyList<int> items, int replicas, CancellationToken cancellationToken)
    {
        var seen = new Convergence(items.Count, $"workloads of {Namespace} seen by their controller");
        await using Watcher watcher = await Watcher.StartAsync(
            Laboratory.User, Paths.Workloads, workload => seen.Report(workload.Name(), workload.IsObserved()), cancellationToken);
        IReadOnlyDictionary<int, string> uids = await Streams.ForEachAsync(items, async (item, token) =>
            await Laboratory.User.PostAsync(Paths.Workloads, Documents.Workload(item, replicas), token), cancellationToken);
        await seen.ReachedAsync(Laboratory.Progress, cancellationToken);
        return uids;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Laboratory.IsEnding)
        {
            return;
        }

        await _namespace.DisposeAsync();
        var watch = Stopwatch.StartNew();
        TimeSpan told = TimeSpan.Zero;
        try
        {
            while (watch.Elapsed < Patience && !await IsEmptyAsync())
            {
                if (watch.Elapsed - told > Heartbeat)
                {
                    told = watch.Elapsed;
                    Laboratory.Progress.Report($"  waiting until Kubernetes has emptied {Namespace}");
                }

                await Task.Delay(Interval);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or BenchmarkException)
        {
            // The server is gone, and the objects with it.
        }
    }

    private async Task<bool> IsEmptyAsync()
    {
        foreach (string path in Paths.All)
        {
            JsonElement list = await Laboratory.User.GetAsync($"{path}?limit=1", CancellationToken.None);
            if (list.GetProperty("items").GetArrayLength() > 0)
            {
                return false;
            }
        }

        return true;
    }
}
