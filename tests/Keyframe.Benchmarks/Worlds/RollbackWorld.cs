using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Floors;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// A world in which there is something to roll back: every item has two snapshots, <c>a</c> and <c>b</c>, was rolled out with
/// the first, then with the second.
/// </summary>
internal sealed class RollbackWorld : IAsyncDisposable
{
    private readonly Dictionary<(int Item, string Snapshot), RecordedWrite> _templates = [];
    private RunningOperator? _operator;

    private RollbackWorld(World world, int count)
    {
        World = world;
        Items = [.. Enumerable.Range(1, count)];
    }

    public World World { get; }

    public int[] Items { get; }

    /// <summary>The operator that runs.</summary>
    public RunningOperator Operator => _operator ?? throw new InvalidOperationException("The operator is stopped.");

    public static async Task<RollbackWorld> ArrangeAsync(Laboratory laboratory, int count, CancellationToken cancellationToken)
    {
        laboratory.Progress.Report($"  arranging {count} bindings, rolled out twice");
        var arranged = new RollbackWorld(await World.CreateAsync(laboratory, "c", cancellationToken), count);
        try
        {
            await arranged.FillAsync(cancellationToken);
            return arranged;
        }
        catch
        {
            await arranged.DisposeAsync();
            throw;
        }
    }

    /// <summary>The write by which the operator put one of its snapshots into an item's template.</summary>
    public RecordedWrite TemplateWrite(int item, string snapshot) => _templates[(item, snapshot)];

    /// <summary>Points bindings to one of their snapshots, as 32 users would, and waits until they have settled.</summary>
    public async Task PointAsync(IReadOnlyList<int> items, string version, CancellationToken cancellationToken)
    {
        await SettleAsync(items, version, async token => await Streams.ForEachAsync(
            items, (item, token) => World.Laboratory.User.PointAsync(World, item, version, token), token), cancellationToken);
    }

    /// <summary>Starts an operator and waits until it has looked at bindings that changed while there was none.</summary>
    public Task StartOperatorAsync(
        IReadOnlyList<int> changed, string version, CancellationToken cancellationToken) => SettleAsync(
        changed, version, async token => _operator = await RunningOperator.StartAsync(World, token), cancellationToken);

    public async Task StopOperatorAsync()
    {
        await (_operator?.DisposeAsync() ?? ValueTask.CompletedTask);
        _operator = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        await World.DisposeAsync();
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        BareClient user = World.Laboratory.User;
        await World.AddWorkloadsAsync(Items, replicas: 0, cancellationToken);
        _operator = await RunningOperator.StartAsync(World, cancellationToken);
        await user.PostAsync(World.Paths.Prompts, Documents.Prompt(0), cancellationToken);
        await SettleAsync(Items, "a", async token => await Streams.ForEachAsync(Items, async (item, token) =>
        {
            await user.PostAsync(World.Paths.Snapshots, Documents.Snapshot(item, "a", 0), token);
            await user.PostAsync(World.Paths.Snapshots, Documents.Snapshot(item, "b", 0), token);
            return await user.PostAsync(World.Paths.Bindings, Documents.Binding(item, "a"), token);
        }, token), cancellationToken);
        await PointAsync(Items, "b", cancellationToken);
        foreach (Call call in Operator.Recorder.Calls.Where(IsTemplate))
        {
            var write = RecordedWrite.Of(call);
            string snapshot = (string)JsonNode.Parse(write.Body)!["spec"]!["template"]!["metadata"]!["labels"]![Labels.Snapshot]!;
            _templates[(Names.ItemOf(write.PathAndQuery)!.Value, snapshot)] = write;
        }
    }

    private static bool IsTemplate(Call call) => call.Succeeded && call.Request is { Verb: "apply", Resource: "deployments" };

    private async Task SettleAsync(
        IReadOnlyList<int> items, string version, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        HashSet<string> wanted = [.. items.Select(Names.Binding)];
        var settled = new Convergence(items.Count, $"bindings settled on snapshot {version}");
        await using Watcher watcher = await Watcher.StartAsync(World.Laboratory.User, World.Paths.Bindings, binding =>
        {
            string name = binding.Name();
            int item = Names.ItemOf(name)!.Value;
            bool asked = wanted.Contains(name) && binding.Asks(Names.Snapshot(item, version));
            settled.Report(name, asked && binding.IsSettledBinding());
        }, cancellationToken);
        await act(cancellationToken);
        await settled.ReachedAsync(World.Laboratory.Progress, cancellationToken);
    }
}
