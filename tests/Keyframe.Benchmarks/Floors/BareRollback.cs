using System.Collections.Concurrent;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Floors;

/// <summary>
/// The floor of a rollback: a watch of the bindings, and on a change the one write of the template that the operator would make,
/// ready to be sent. No cache, no queue, no record of it.
/// </summary>
internal sealed class BareRollback : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly RollbackWorld _world;
    private Watcher? _watcher;

    private BareRollback(RollbackWorld world) => _world = world;

    public static async Task<BareRollback> StartAsync(RollbackWorld world, CancellationToken cancellationToken)
    {
        var started = new BareRollback(world);
        started._watcher = await Watcher.StartAsync(
            world.World.Laboratory.OperatorAccountClient,
            world.World.Paths.Bindings,
            binding => started.React(
                binding.Name(), binding.Find("spec", "snapshotRef", "name")!.Value.GetString()!, cancellationToken),
            cancellationToken);
        return started;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _watcher?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void React(string binding, string snapshot, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(binding, out string? known) && known == snapshot)
        {
            return;
        }

        _known[binding] = snapshot;
        // A refusal shows as a rollback that is never seen.
        _ = _world.TemplateWrite(Names.ItemOf(binding)!.Value, snapshot)
            .SendAsync(_world.World.Laboratory.OperatorAccountClient, cancellationToken);
    }
}
