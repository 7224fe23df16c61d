using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Floors;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// a: somebody applies N snapshots, each with its own prompt and binding, to workloads that are there. From the first POST
/// until the last binding is Ready. The floor makes the same writes, the user's and the operator's, by a bare client.
/// a2: how that grows from N to 4 N.
/// </summary>
internal sealed class ApplyFigure : IFigure
{
    public string Id => "a";

    public string Name => "N snapshots with their bindings applied, until all are Ready; a2: growth from N to 4 N";

    public string Target => "<= 1.25 x floor from N = 1000, <= 1.5 x from N = 100; a2 <= 4.2";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int[] own = laboratory.Settings.Quick ? [25, 100] : [10, 100, 250, 1000];
        int[] sizes = [.. (laboratory.Settings.Sizes is { Count: > 0 } asked ? asked : own).Order()];
        var results = new List<FigureResult>();
        foreach (int size in sizes)
        {
            results.Add(await MeasureAsync(laboratory, size, cancellationToken));
        }

        foreach (FigureResult large in results.ToList())
        {
            if (results.FirstOrDefault(small => SizeOf(small) * 4 == SizeOf(large)) is { } small)
            {
                results.Add(Growth(small, large));
            }
        }

        return results;
    }

    private static int SizeOf(FigureResult result) => (int?)result.Details!["n"] ?? 0;

    private static async Task<FigureResult> MeasureAsync(Laboratory laboratory, int size, CancellationToken cancellationToken)
    {
        // The first run of all pays for the compiler, and is not counted.
        int warmUp = size <= 25 ? 1 : 0;
        int repetitions = laboratory.Settings.Repetitions(quick: 1) + warmUp;
        var measurements = new List<Measurement>();
        var details = new JsonObject { ["n"] = size };
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            (TimeSpan ours, AppliedWorld applied) = await ApplyAsync(laboratory, size, details, cancellationToken);
            TimeSpan floor = await ReplayAsync(laboratory, size, applied, details, cancellationToken);
            laboratory.Progress.Report(
                $"[a] N = {size}, {repetition} of {repetitions}: {ours.TotalSeconds:0.00} s, floor {floor.TotalSeconds:0.00} s, "
                + $"{ours / floor:0.00} x{(repetition <= warmUp ? " (not counted)" : "")}");
            if (repetition > warmUp)
            {
                measurements.Add(new Measurement(ours.TotalSeconds, floor.TotalSeconds));
            }
        }

        Target? target = size switch
        {
            >= 1000 => Results.Target.Times(1.25),
            >= 100 => Results.Target.Times(1.5),
            _ => null,
        };
        return FigureResult.Of(
            $"a.{size}", $"{size} snapshots with their bindings applied until all are Ready", "s", target, measurements, details);
    }

    private static FigureResult Growth(FigureResult small, FigureResult large) => FigureResult.Of(
        $"a2.{SizeOf(large)}",
        $"growth: time at {SizeOf(large)} over time at {SizeOf(small)}",
        "times",
        Results.Target.AtMost(4.2),
        [new Measurement(large.Value / small.Value, large.Floor / small.Floor)]);

    /// <summary>The operator's run.</summary>
    private static async Task<(TimeSpan Elapsed, AppliedWorld Applied)> ApplyAsync(
        Laboratory laboratory, int size, JsonObject details, CancellationToken cancellationToken)
    {
        int[] items = [.. Enumerable.Range(1, size)];
        await using World world = await World.CreateAsync(laboratory, "a", cancellationToken);
        IReadOnlyDictionary<int, string> workloads = await world.AddWorkloadsAsync(items, replicas: 0, cancellationToken);
        await using RunningOperator running = await RunningOperator.StartAsync(world, cancellationToken);
        await running.QuietAsync(TimeSpan.FromMilliseconds(300), cancellationToken);
        running.Recorder.Clear();

        var uids = new System.Collections.Concurrent.ConcurrentDictionary<int, IReadOnlyList<string>>();
        var cpu = new CpuMeter();
        TimeSpan elapsed = await TimeAsync(
            world,
            items,
            async (item, token) => uids[item] = [workloads[item], .. await PostAsync(world, item, token)],
            cancellationToken);
        details["cpu"] = cpu.ToJson(size);
        // What was seen by the observer may not yet have been answered to the operator.
        await running.QuietAsync(TimeSpan.FromMilliseconds(300), cancellationToken);
        IReadOnlyList<Call> calls = running.Recorder.Calls;
        details["callsPerSnapshot"] = calls.ByKind(size);
        details["problems"] = running.Problems.ToJson();
        return (elapsed, new AppliedWorld(world.Namespace, calls, uids));
    }

    /// <summary>The floor's run.</summary>
    private static async Task<TimeSpan> ReplayAsync(
        Laboratory laboratory, int size, AppliedWorld applied, JsonObject details, CancellationToken cancellationToken)
    {
        int[] items = [.. Enumerable.Range(1, size)];
        await using World world = await World.CreateAsync(laboratory, "a", cancellationToken);
        IReadOnlyDictionary<int, string> workloads = await world.AddWorkloadsAsync(items, replicas: 0, cancellationToken);
        var replay = new Replay(applied.Calls, applied.Namespace, world.Namespace);
        var cpu = new CpuMeter();
        TimeSpan elapsed = await TimeAsync(
            world,
            items,
            async (item, token) =>
            {
                IReadOnlyList<string> now = [workloads[item], .. await PostAsync(world, item, token)];
                await replay.WriteAsync(laboratory.OperatorAccountClient, item, applied.Uids[item], now, token);
            },
            cancellationToken);
        details["floorCpu"] = cpu.ToJson(size);
        details["floorWritesPerSnapshot"] = Math.Round((double)replay.Count / size, 3);
        return elapsed;
    }

    /// <summary>From the first write until an observer has seen every binding settled and every workload rolled out.</summary>
    private static async Task<TimeSpan> TimeAsync(
        World world, int[] items, Func<int, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var done = new Convergence(2 * items.Length, $"bindings Ready and workloads rolled out in {world.Namespace}");
        await using Watcher bindings = await Watcher.StartAsync(
            world.Laboratory.User,
            world.Paths.Bindings,
            binding => done.Report(binding.Name(), binding.IsSettledBinding()),
            cancellationToken);
        await using Watcher workloads = await Watcher.StartAsync(
            world.Laboratory.User,
            world.Paths.Workloads,
            workload => done.Report(workload.Name(), workload.TemplateSnapshot() is not null && workload.IsObserved()),
            cancellationToken);
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        await Streams.ForEachAsync(
            items,
            async (item, token) =>
            {
                await write(item, token);
                return true;
            },
            cancellationToken);
        return Stopwatch.GetElapsedTime(start, await done.ReachedAsync(world.Laboratory.Progress, cancellationToken));
    }

    private static async Task<IReadOnlyList<string>> PostAsync(World world, int item, CancellationToken cancellationToken) =>
    [
        await world.Laboratory.User.PostAsync(world.Paths.Prompts, Documents.Prompt(item), cancellationToken),
        await world.Laboratory.User.PostAsync(world.Paths.Snapshots, Documents.Snapshot(item, "a", item), cancellationToken),
        await world.Laboratory.User.PostAsync(world.Paths.Bindings, Documents.Binding(item, "a"), cancellationToken),
    ];

    private sealed record AppliedWorld(
        string Namespace, IReadOnlyList<Call> Calls, IReadOnlyDictionary<int, IReadOnlyList<string>> Uids);
}
