using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Processes;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// d: resident memory of the operator as a process, once it is idle: with nothing to look after, and with a lot. The floor is
/// a bare .NET program that lists and watches the same and keeps none of it.
/// </summary>
internal sealed class MemoryFigure : IFigure
{
    public string Id => "d";

    public string Name => "resident memory of the operator: empty; with 10,000 snapshots and ConfigMaps, 1,000 workloads";

    public string Target => "<= 90 MB; <= 180 MB";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        await using World empty = await World.CreateAsync(laboratory, "d", cancellationToken);
        List<Measurement> without = await RepeatAsync(empty, "empty", cancellationToken);
        LoadedWorld loaded = await laboratory.Loaded.GetAsync(cancellationToken);
        List<Measurement> with = await RepeatAsync(loaded.World, "loaded", cancellationToken);
        return
        [
            FigureResult.Of("d.empty", "resident memory, nothing to look after", "MB", Results.Target.AtMost(90), without),
            FigureResult.Of(
                $"d.{loaded.Snapshots}",
                $"resident memory, {loaded.Snapshots} snapshots and ConfigMaps, {loaded.Workloads} workloads",
                "MB", Results.Target.AtMost(180), with,
                new JsonObject { ["scale"] = loaded.Snapshots / 10_000.0 }),
        ];
    }

    private static async Task<List<Measurement>> RepeatAsync(World world, string what, CancellationToken cancellationToken)
    {
        Laboratory laboratory = world.Laboratory;
        int repetitions = laboratory.Settings.Repetitions(quick: 1);
        var measurements = new List<Measurement>();
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            double ours = await MeasureAsync(
                ChildProcess.StartOperator(laboratory.OperatorKubeconfig, world.Namespace), cancellationToken);
            double floor = await MeasureAsync(
                ChildProcess.StartBare(laboratory.OperatorConnection, "hold", world.Namespace), cancellationToken);
            laboratory.Progress.Report($"[d] {what}, {repetition} of {repetitions}: {ours:0} MB, floor {floor:0} MB");
            measurements.Add(new Measurement(ours, floor));
        }

        return measurements;
    }

    private static async Task<double> MeasureAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        await using (process)
        {
            await process.IdleAsync(cancellationToken);
            return process.ResidentMegabytes;
        }
    }
}
