using System.Net;
using k8s.Models;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>What something has cost a workload.</summary>
/// <param name="Writes">Requests of the operator that changed, or were to change, the workload.</param>
/// <param name="Generations">Changes of the workload's spec, by whomever.</param>
/// <param name="ReplicaSets">ReplicaSets that came to be.</param>
internal readonly record struct RolloutCost(int Writes, long Generations, int ReplicaSets);

/// <summary>Counts what happens to a workload of apps/v1 from a moment on: nothing may be written that nobody asked for.</summary>
internal sealed class RolloutMeter
{
    private readonly World _world;
    private readonly string _workload;
    private readonly RunningOperator _operator;
    private readonly int _writes;
    private readonly long _generation;
    private readonly HashSet<string> _sets;

    private RolloutMeter(World world, string workload, long generation, HashSet<string> sets)
    {
        _world = world;
        _workload = workload;
        _operator = world.Operator;
        _writes = Writes(world.Operator, workload);
        _generation = generation;
        _sets = sets;
    }

    /// <summary>Begins to count, when the operator is quiet.</summary>
    /// <param name="world">Where.</param>
    /// <param name="workload">Name of an apps/v1 Deployment.</param>
    public static async Task<RolloutMeter> StartAsync(World world, string workload = "app")
    {
        await world.Operator.QuietAsync();
        V1Deployment found = await world.WorkloadAsync(workload);
        return new RolloutMeter(world, workload, found.Metadata.Generation ?? 0, await SetsAsync(world));
    }

    /// <summary>What it has cost since, when the operator is quiet. An operator that was started anew counts from its own start.</summary>
    public async Task<RolloutCost> SpentAsync()
    {
        await _world.Operator.QuietAsync();
        V1Deployment found = await _world.WorkloadAsync(_workload);
        HashSet<string> sets = await SetsAsync(_world);
        sets.ExceptWith(_sets);
        int before = ReferenceEquals(_operator, _world.Operator) ? _writes : 0;
        return new RolloutCost(Writes(_world.Operator, _workload) - before, (found.Metadata.Generation ?? 0) - _generation, sets.Count);
    }

    private static int Writes(RunningOperator running, string workload) => running.Writes.Count(write =>
        write.Path.EndsWith($"/deployments/{workload}", StringComparison.Ordinal)
        && write.Path.StartsWith("/apis/apps/v1/", StringComparison.Ordinal)
        && write.Status is HttpStatusCode.OK);

    private static async Task<HashSet<string>> SetsAsync(World world) =>
        [.. (await world.ReplicaSetsAsync()).Select(set => set.Metadata.Uid)];
}
