using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Floors;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// c2: everything rolled back at once. From the first PATCH until every template is patched; the floor makes the same writes, the
/// user's and the operator's, by a bare client.
/// </summary>
internal static class MassRollback
{
    /// <summary>Measures it in a world in which everything is rolled out to the second snapshot and an operator runs.</summary>
    public static async Task<FigureResult> MeasureAsync(RollbackWorld world, int repetitions, CancellationToken cancellationToken)
    {
        var measurements = new List<Measurement>();
        var details = new JsonObject();
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            Measurement measured = await MeasureAsync(world, details, cancellationToken);
            world.World.Laboratory.Progress.Report(
                $"[c2] {repetition} of {repetitions}: {measured.Value:0.00} s, floor {measured.Floor:0.00} s, "
                + $"{measured.Ratio:0.00} x");
            measurements.Add(measured);
            if (repetition < repetitions)
            {
                await world.StartOperatorAsync(world.Items, "a", cancellationToken);
                await world.PointAsync(world.Items, "b", cancellationToken);
            }
        }

        return FigureResult.Of(
            "c2", $"{world.Items.Length} bindings rolled back at once until every template is patched", "s",
            Target.Times(1.3), measurements, details);
    }

    private static async Task<Measurement> MeasureAsync(
        RollbackWorld world, JsonObject details, CancellationToken cancellationToken)
    {
        string @namespace = world.World.Namespace;
        world.Operator.Recorder.Clear();
        TimeSpan ours = await TimeAsync(world, token => world.PointAsync(world.Items, "a", token), cancellationToken);
        IReadOnlyList<Call> calls = world.Operator.Recorder.Calls;
        details["callsPerBinding"] = calls.ByKind(world.Items.Length);
        details["problems"] = world.Operator.Problems.ToJson();
        await world.PointAsync(world.Items, "b", cancellationToken);
        await world.StopOperatorAsync();

        var replay = new Replay(calls, @namespace, @namespace);
        TimeSpan floor = await TimeAsync(
            world,
            token => Streams.ForEachAsync(world.Items, async (item, token) =>
            {
                await world.World.Laboratory.User.PointAsync(world.World, item, "a", token);
                await replay.WriteAsync(world.World.Laboratory.OperatorAccountClient, item, [], [], token);
                return true;
            }, token),
            cancellationToken);
        return new Measurement(ours.TotalSeconds, floor.TotalSeconds);
    }

    private static async Task<TimeSpan> TimeAsync(
        RollbackWorld world, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        var patched = new Convergence(world.Items.Length, "templates patched");
        Laboratory laboratory = world.World.Laboratory;
        await using Watcher workloads = await Watcher.StartAsync(laboratory.User, world.World.Paths.Workloads, workload =>
        {
            string name = workload.Name();
            patched.Report(name, workload.TemplateSnapshot() == Names.Snapshot(Names.ItemOf(name)!.Value, "a"));
        }, cancellationToken);
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        await act(cancellationToken);
        return Stopwatch.GetElapsedTime(start, await patched.ReachedAsync(laboratory.Progress, cancellationToken));
    }
}
