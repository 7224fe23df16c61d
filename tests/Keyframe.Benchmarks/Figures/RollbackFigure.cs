using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Floors;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Statistics;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// c: a rollback among many bindings, one by one: from the beginning of the user's PATCH until a watch of the workloads has
/// shown the template. The floor is a bare client that watches the bindings and patches the template.
/// </summary>
internal sealed class RollbackFigure : IFigure
{
    private const double UsualFloor = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Id => "c";

    public string Name => "one rollback among 1000 bindings, the PATCH until the template is patched; c2: all of them at once";

    public string Target => "p50 <= 1.7 x floor; p99 <= 80 ms where the floor's p50 is about 12 ms; c2 <= 1.3 x";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int present = laboratory.Settings.Size(full: 1000, quick: 80);
        int repetitions = laboratory.Settings.Repetitions(quick: 1);
        await using RollbackWorld world = await RollbackWorld.ArrangeAsync(laboratory, present, cancellationToken);
        int[] items = [.. world.Items.Take(100)];
        await MeasureAsync(world, [.. items.Take(5)], "a", cancellationToken);   // the first ones pay for the compiler
        await world.PointAsync([.. items.Take(5)], "b", cancellationToken);

        var runs = new List<(List<Sample> Ours, List<Sample> Floor)>();
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            List<Sample> ours = await MeasureAsync(world, items, "a", cancellationToken);
            await world.StopOperatorAsync();
            List<Sample> floor = await FloorAsync(world, items, "b", cancellationToken);
            runs.Add((ours, floor));
            laboratory.Progress.Report(
                $"[c] {repetition} of {repetitions}: p50 {Share(ours, 0.5):0.0} ms, p99 {Share(ours, 0.99):0.0} ms; "
                + $"floor p50 {Share(floor, 0.5):0.0} ms, p99 {Share(floor, 0.99):0.0} ms");
            await world.StartOperatorAsync(items, "b", cancellationToken);
        }

        return [.. Report(present, items.Length, runs), await MassRollback.MeasureAsync(world, repetitions, cancellationToken)];
    }

    private static IReadOnlyList<FigureResult> Report(int present, int count, List<(List<Sample> Ours, List<Sample> Floor)> runs)
    {
        double floor = Samples.Median([.. runs.Select(run => Share(run.Floor, 0.5))]);
        var details = new JsonObject
        {
            ["bindings"] = present,
            ["rollbacksEach"] = count,
            ["writesFromPatchToTemplate"] = Writes(runs.SelectMany(run => run.Ours)),
            ["floorWritesFromPatchToTemplate"] = Writes(runs.SelectMany(run => run.Floor)),
            ["p50OfAll"] = Math.Round(Share(runs.SelectMany(run => run.Ours), 0.5), 2),
            ["p99OfAll"] = Math.Round(Share(runs.SelectMany(run => run.Ours), 0.99), 2),
        };
        // The limit in ms is that of a machine on which the floor takes 12 ms; a slower one is given as much more.
        double limit = 80 * Math.Max(1, floor / UsualFloor);
        return
        [
            FigureResult.Of(
                "c.p50", $"rollback, {present} bindings present: PATCH to template, p50", "ms", Results.Target.Times(1.7),
                [.. runs.Select(run => new Measurement(Share(run.Ours, 0.5), Share(run.Floor, 0.5)))], details),
            FigureResult.Of(
                "c.p99", $"rollback, {present} bindings present: PATCH to template, p99", "ms",
                Results.Target.AtMost(Math.Round(limit)),
                [.. runs.Select(run => new Measurement(Share(run.Ours, 0.99), Share(run.Floor, 0.99)))]),
        ];
    }

    private static double Share(IEnumerable<Sample> samples, double share) =>
        Samples.Percentile([.. samples.Select(sample => sample.Elapsed.TotalMilliseconds)], share);

    private static double Writes(IEnumerable<Sample> samples) =>
        Samples.Median([.. samples.Select(sample => (double)sample.Writes)]);

    private static async Task<List<Sample>> MeasureAsync(
        RollbackWorld world, int[] items, string version, CancellationToken cancellationToken)
    {
        await using Lookout bindings = await Lookout.StartAsync(
            world.World.Laboratory.User, world.World.Paths.Bindings, cancellationToken);
        return await OneByOneAsync(world, items, version, item =>
        {
            string snapshot = Names.Snapshot(item, version);
            return bindings.Expect(Names.Binding(item), binding => binding.IsSettledBinding() && binding.Asks(snapshot));
        }, cancellationToken);
    }

    private static async Task<List<Sample>> FloorAsync(
        RollbackWorld world, int[] items, string version, CancellationToken cancellationToken)
    {
        await using BareRollback bare = await BareRollback.StartAsync(world, cancellationToken);
        return await OneByOneAsync(world, items, version, item => null, cancellationToken);
    }

    /// <param name="world">Where.</param>
    /// <param name="items">Which.</param>
    /// <param name="version">Where to.</param>
    /// <param name="after">What to wait for besides before the next one; begun before the PATCH.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<List<Sample>> OneByOneAsync(
        RollbackWorld world, int[] items, string version, Func<int, Task?> after, CancellationToken cancellationToken)
    {
        BareClient user = world.World.Laboratory.User;
        await using Lookout workloads = await Lookout.StartAsync(user, world.World.Paths.Workloads, cancellationToken);
        var samples = new List<Sample>();
        foreach (int item in items)
        {
            string snapshot = Names.Snapshot(item, version);
            Task<Sighting> patched = workloads.Expect(Names.Workload(item), workload => workload.TemplateSnapshot() == snapshot);
            Task? settled = after(item);
            long start = Stopwatch.GetTimestamp();
            long asked = await user.PointAsync(world.World, item, version, cancellationToken);
            Sighting seen = await patched.WaitAsync(Patience, cancellationToken);
            samples.Add(new Sample(Stopwatch.GetElapsedTime(start, seen.Timestamp), seen.ResourceVersion - asked));
            await (settled?.WaitAsync(Patience, cancellationToken) ?? Task.CompletedTask);
        }

        return samples;
    }

    /// <summary>One rollback.</summary>
    /// <param name="Elapsed">From the beginning of the PATCH until the template was seen.</param>
    /// <param name="Writes">
    /// How many writes etcd counted from the one to the other, the template's included: 1 is the least, what is more came first.
    /// </param>
    private readonly record struct Sample(TimeSpan Elapsed, long Writes);
}
