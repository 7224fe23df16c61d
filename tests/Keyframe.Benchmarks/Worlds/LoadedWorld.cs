namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// A world full of objects that an operator has dealt with: snapshots with their ConfigMaps, a tenth as many workloads with
/// bindings. The workloads have no pods: the operator reads none.
/// </summary>
internal sealed class LoadedWorld : IAsyncDisposable
{
    private int _pending;

    private LoadedWorld(World world, int snapshots)
    {
        World = world;
        Snapshots = snapshots;
        _pending = snapshots;
    }

    public World World { get; }

    /// <summary>How many snapshots, and as many ConfigMaps.</summary>
    public int Snapshots { get; }

    /// <summary>How many workloads and bindings.</summary>
    public int Workloads => Snapshots / 10;

    public static async Task<LoadedWorld> ArrangeAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int snapshots = laboratory.Settings.Size(full: 10_000, quick: 500);
        laboratory.Progress.Report(
            $"  arranging {snapshots} snapshots with their ConfigMaps, {snapshots / 10} workloads with bindings");
        var loaded = new LoadedWorld(await World.CreateAsync(laboratory, "loaded", cancellationToken), snapshots);
        try
        {
            await loaded.FillAsync(cancellationToken);
            return loaded;
        }
        catch
        {
            await loaded.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next item that is not there yet.</summary>
    public int NextItem() => ++_pending;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => World.DisposeAsync();

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        BareClient user = World.Laboratory.User;
        int[] items = [.. Enumerable.Range(1, Snapshots)];
        await World.AddWorkloadsAsync([.. items.Take(Workloads)], replicas: 0, cancellationToken);
        await using RunningOperator running = await RunningOperator.StartAsync(World, cancellationToken);
        var settled = new Convergence(Snapshots + Workloads, "snapshots and bindings Ready");
        await using Watcher snapshots = await Watcher.StartAsync(
            user,
            World.Paths.Snapshots,
            found => settled.Report(found.Name(), found.IsObserved() && found.Has("Ready")),
            cancellationToken);
        await using Watcher bindings = await Watcher.StartAsync(
            user, World.Paths.Bindings, found => settled.Report(found.Name(), found.IsSettledBinding()), cancellationToken);
        await Streams.ForEachAsync([.. Enumerable.Range(0, 10)], (item, token) =>
            user.PostAsync(World.Paths.Prompts, Documents.Prompt(item), token), cancellationToken);
        await Streams.ForEachAsync(items, async (item, token) =>
        {
            await user.PostAsync(World.Paths.Snapshots, Documents.Snapshot(item, "a", item % 10), token);
            return item <= Workloads ? await user.PostAsync(World.Paths.Bindings, Documents.Binding(item, "a"), token) : "";
        }, cancellationToken);
        await settled.ReachedAsync(World.Laboratory.Progress, cancellationToken);
        await running.QuietAsync(TimeSpan.FromSeconds(1), cancellationToken);
    }
}
