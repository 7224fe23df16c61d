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
internal sealed class MassRollbackFigure : IFigure
{
    public string Id => "c2";

    public string Name => "all bindings rolled back at once, until every template is patched";

    public string Target => "<= 1.3 x floor";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int count = laboratory.Settings.Size(full: 1000, quick: 200);
        int repetitions = laboratory.Settings.Repetitions(quick: 1);
        var measurements = new List<Measurement>();
        var details = new JsonObject();
        await using RollbackWorld world = await RollbackWorld.ArrangeAsync(laboratory, count, cancellationToken);
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            Measurement measured = await MeasureAsync(world, details, cancellationToken);
            laboratory.Progress.Report(
                $"[c2] {repetition} of {repetitions}: {measured.Value:0.00} s, floor {measured.Floor:0.00} s, "
                + $"{measured.Ratio:0.00} x");
            measurements.Add(measured);
            if (repetition < repetitions)
            {
                await world.StartOperatorAsync(world.Items, "a", cancellationToken);
                await world.PointAsync(world.Items, "b", cancellationToken);
            }
        }

        return [FigureResult.Of("c2", $"{count} bindings rolled back at once until every template is patched", "s",
            Results.Target.Times(1.3), measurements, details)];
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
