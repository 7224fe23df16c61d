using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Processes;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Statistics;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// f: the start of the operator's process until its first write is seen in the API server. There is always something to
/// write: an item made before the start. The floor is a bare .NET program that lists the same and makes one write.
/// </summary>
internal sealed class StartFigure : IFigure
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Id => "f";

    public string Name => "start of the process until the first write: empty; with 10,000 objects";

    public string Target => "<= 1.0 s; <= 2.5 s";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int next = 0;
        await using World empty = await World.CreateAsync(laboratory, "f", cancellationToken);
        var details = new JsonObject();
        List<Measurement> without = await RepeatAsync(empty, "empty", () => ++next, details, cancellationToken);
        LoadedWorld loaded = await laboratory.Loaded.GetAsync(cancellationToken);
        var loadedDetails = new JsonObject { ["scale"] = loaded.Snapshots / 10_000.0 };
        List<Measurement> with = await RepeatAsync(loaded.World, "loaded", loaded.NextItem, loadedDetails, cancellationToken);
        return
        [
            FigureResult.Of("f.empty", "start until the first write", "s", Results.Target.AtMost(1), without, details),
            FigureResult.Of(
                $"f.{loaded.Snapshots}", $"start until the first write, {loaded.Snapshots} snapshots and ConfigMaps present", "s",
                Results.Target.AtMost(2.5), with, loadedDetails),
        ];
    }

    private static async Task<List<Measurement>> RepeatAsync(
        World world, string what, Func<int> next, JsonObject details, CancellationToken cancellationToken)
    {
        Laboratory laboratory = world.Laboratory;
        int repetitions = laboratory.Settings.Repetitions(quick: 2);
        var measurements = new List<Measurement>();
        var settled = new List<double>();
        await using Lookout prompts = await Lookout.StartAsync(laboratory.User, world.Paths.Prompts, cancellationToken);
        await using Lookout bindings = await Lookout.StartAsync(laboratory.User, world.Paths.Bindings, cancellationToken);
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            (TimeSpan ours, TimeSpan ready) = await OursAsync(world, prompts, bindings, next(), cancellationToken);
            TimeSpan floor = await FloorAsync(world, prompts, next(), cancellationToken);
            settled.Add(ready.TotalSeconds);
            measurements.Add(new Measurement(ours.TotalSeconds, floor.TotalSeconds));
            laboratory.Progress.Report(
                $"[f] {what}, {repetition} of {repetitions}: first write after {ours.TotalSeconds:0.00} s, "
                + $"floor {floor.TotalSeconds:0.00} s");
        }

        details["secondsUntilItsBindingIsReady"] = Math.Round(Samples.Median(settled), 3);
        return measurements;
    }

    private static async Task<(TimeSpan FirstWrite, TimeSpan Ready)> OursAsync(
        World world, Lookout prompts, Lookout bindings, int item, CancellationToken cancellationToken)
    {
        BareClient user = world.Laboratory.User;
        await world.AddWorkloadsAsync([item], replicas: 0, cancellationToken);
        await user.PostAsync(world.Paths.Prompts, Documents.Prompt(item), cancellationToken);
        await user.PostAsync(world.Paths.Snapshots, Documents.Snapshot(item, "a", item), cancellationToken);
        await user.PostAsync(world.Paths.Bindings, Documents.Binding(item, "a"), cancellationToken);
        Task<Sighting> written = prompts.Expect(Names.Prompt(item), Observed.IsObserved);
        Task<Sighting> ready = bindings.Expect(Names.Binding(item), Observed.IsSettledBinding);
        await using ChildProcess process = ChildProcess.StartOperator(world.Laboratory.OperatorKubeconfig, world.Namespace);
        Sighting first = await written.WaitAsync(Patience, cancellationToken);
        Sighting last = await ready.WaitAsync(Patience, cancellationToken);
        return (
            Stopwatch.GetElapsedTime(process.Started, first.Timestamp),
            Stopwatch.GetElapsedTime(process.Started, last.Timestamp));
    }

    private static async Task<TimeSpan> FloorAsync(World world, Lookout prompts, int item, CancellationToken cancellationToken)
    {
        await world.Laboratory.User.PostAsync(world.Paths.Prompts, Documents.Prompt(item), cancellationToken);
        Task<Sighting> written = prompts.Expect(Names.Prompt(item), Observed.IsObserved);
        await using ChildProcess process = ChildProcess.StartBare(
            world.Laboratory.OperatorConnection, "start", world.Namespace, Names.Prompt(item));
        Sighting first = await written.WaitAsync(Patience, cancellationToken);
        return Stopwatch.GetElapsedTime(process.Started, first.Timestamp);
    }
}
