using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Processes;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// e: what an operator costs that has nothing to do. Processor time is that of an operator as a process, beside a bare
/// program that holds the same watches; requests are counted in a second operator, in this process, which looks after the
/// same world.
/// </summary>
internal sealed class IdleFigure : IFigure
{
    public string Id => "e";

    public string Name => "idle, with 10,000 objects: processor and requests";

    public string Target => "<= 5 millicores, <= 1 request/s";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        var span = TimeSpan.FromSeconds(laboratory.Settings.Size(full: 60, quick: 5));
        LoadedWorld loaded = await laboratory.Loaded.GetAsync(cancellationToken);
        World world = loaded.World;
        await using ChildProcess process = ChildProcess.StartOperator(laboratory.OperatorKubeconfig, world.Namespace);
        await using ChildProcess bare = ChildProcess.StartBare(laboratory.OperatorConnection, "hold", world.Namespace);
        await using RunningOperator running = await RunningOperator.StartAsync(world, cancellationToken);
        await running.QuietAsync(TimeSpan.FromSeconds(1), cancellationToken);
        await process.IdleAsync(cancellationToken);
        await bare.IdleAsync(cancellationToken);

        running.Recorder.Clear();
        (TimeSpan Ours, TimeSpan Floor) before = (process.Cpu, bare.Cpu);
        long start = Stopwatch.GetTimestamp();
        laboratory.Progress.Report($"[e] idle for {span.TotalSeconds:0} s");
        await Task.Delay(span, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        IReadOnlyList<Call> calls = running.Recorder.Calls;
        int objects = (2 * loaded.Snapshots) + (2 * loaded.Workloads);
        return
        [
            FigureResult.Of("e.cpu", $"idle with {objects} objects: processor", "millicores", Results.Target.AtMost(5),
                [new Measurement(Millicores(process.Cpu - before.Ours, seconds), Millicores(bare.Cpu - before.Floor, seconds))],
                new JsonObject { ["seconds"] = Math.Round(seconds, 1) }),
            FigureResult.Of("e.requests", $"idle with {objects} objects: requests", "1/s", Results.Target.AtMost(1),
                [new Measurement(calls.Count / seconds)],
                new JsonObject { ["seconds"] = Math.Round(seconds, 1), ["calls"] = calls.ByKind() }),
        ];
    }

    private static double Millicores(TimeSpan cpu, double seconds) => cpu.TotalMilliseconds / seconds;
}
