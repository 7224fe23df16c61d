using System.Text.Json.Nodes;
using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// b: the operator's calls for one snapshot with its binding: made, changed, rolled back; and for another look at everything.
/// </summary>
internal sealed class CallsFigure : IFigure
{
    private const int Others = 20;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    public string Id => "b";

    public string Name => "API calls to create, change and roll back one snapshot with its binding; and to resync everything";

    public string Target => "<= 3, 3 and 2 writes and 0 GETs; 0 calls";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int repetitions = laboratory.Settings.Repetitions(quick: 1);
        await using World world = await World.CreateAsync(laboratory, "b", cancellationToken);
        await world.AddWorkloadsAsync([.. Enumerable.Range(1, Others)], replicas: 0, cancellationToken);
        var steps = new Dictionary<string, List<IReadOnlyList<Call>>> { ["create"] = [], ["change"] = [], ["rollback"] = [] };
        await using (RunningOperator running = await RunningOperator.StartAsync(world, cancellationToken))
        {
            await using Lookout bindings = await Lookout.StartAsync(laboratory.User, world.Paths.Bindings, cancellationToken);
            for (int item = 1; item <= repetitions; item++)
            {
                laboratory.Progress.Report($"[b] create, change, rollback: {item} of {repetitions}");
                await TellAsync(new Scene(world, running, bindings, item), steps, cancellationToken);
            }

            int[] others = [.. Enumerable.Range(repetitions + 1, Math.Max(0, Others - repetitions))];
            await FillAsync(world, bindings, others, cancellationToken);
            await running.QuietAsync(Silence, cancellationToken);
        }

        IReadOnlyList<Call> resync = await ResyncAsync(world, cancellationToken);
        laboratory.Progress.Report($"[b] resync: {resync.Count} calls");
        return
        [
            Writes("create", "writes to create a snapshot with its prompt and binding", 3, steps),
            Writes("change", "writes to change it: a new prompt, a new snapshot, the binding pointed to it", 3, steps),
            Writes("rollback", "writes to roll it back", 2, steps),
            FigureResult.Of(
                "b.gets", "GETs of all of that", "calls", Results.Target.AtMost(0),
                [
                    .. from index in Enumerable.Range(0, repetitions)
                       select new Measurement(steps.Values.Sum(calls => calls[index].Gets())),
                ]),
            FigureResult.Of(
                "b.resync", $"calls to look at {Others} settled bindings again, after a restart and by a resync", "calls",
                Results.Target.AtMost(0),
                [new Measurement(resync.Count)], new JsonObject { ["calls"] = resync.ByKind() }),
        ];
    }

    private static FigureResult Writes(
        string step, string name, int limit, Dictionary<string, List<IReadOnlyList<Call>>> steps)
    {
        IReadOnlyList<Call> last = steps[step][^1];
        return FigureResult.Of(
            $"b.{step}", name, "writes", Results.Target.AtMost(limit),
            [.. steps[step].Select(calls => new Measurement(calls.Writes()))],
            new JsonObject { ["calls"] = last.ByKind(), ["sequence"] = last.Sequence(last[0].Started) });
    }

    private static async Task TellAsync(
        Scene scene, Dictionary<string, List<IReadOnlyList<Call>>> steps, CancellationToken cancellationToken)
    {
        (World world, _, _, int item) = scene;
        BareClient user = world.Laboratory.User;
        steps["create"].Add(await scene.CallsOfAsync("a", async token =>
        {
            await user.PostAsync(world.Paths.Prompts, Documents.Prompt(item), token);
            await user.PostAsync(world.Paths.Snapshots, Documents.Snapshot(item, "a", item), token);
            await user.PostAsync(world.Paths.Bindings, Documents.Binding(item, "a"), token);
        }, cancellationToken));
        steps["change"].Add(await scene.CallsOfAsync("b", async token =>
        {
            await user.PostAsync(world.Paths.Prompts, Documents.Prompt(item + 1000), token);
            await user.PostAsync(world.Paths.Snapshots, Documents.Snapshot(item, "b", item + 1000), token);
            await user.PointAsync(world, item, "b", token);
        }, cancellationToken));
        steps["rollback"].Add(await scene.CallsOfAsync(
            "a", token => user.PointAsync(world, item, "a", token), cancellationToken));
    }

    private static async Task FillAsync(World world, Lookout bindings, int[] items, CancellationToken cancellationToken)
    {
        BareClient user = world.Laboratory.User;
        Task<Sighting>[] settled = [.. items.Select(item => bindings.Expect(Names.Binding(item), Observed.IsSettledBinding))];
        await Streams.ForEachAsync(items, async (item, token) =>
        {
            await user.PostAsync(world.Paths.Prompts, Documents.Prompt(item), token);
            await user.PostAsync(world.Paths.Snapshots, Documents.Snapshot(item, "a", item), token);
            return await user.PostAsync(world.Paths.Bindings, Documents.Binding(item, "a"), token);
        }, cancellationToken);
        await Task.WhenAll(settled).WaitAsync(Scene.Patience, cancellationToken);
    }

    /// <summary>
    /// Everything looked at again when nothing has changed: by a restart, where all calls after the caches are full count but the
    /// lists and watches that fill them do not, and then by a resync.
    /// </summary>
    private static async Task<IReadOnlyList<Call>> ResyncAsync(World world, CancellationToken cancellationToken)
    {
        await using RunningOperator again = await RunningOperator.StartAsync(world, cancellationToken);
        await again.QuietAsync(3 * Silence, cancellationToken);
        again.Resync();
        await again.QuietAsync(3 * Silence, cancellationToken);
        return [.. again.Recorder.Calls.Where(call => call.Request.Verb is not ("list" or "watch"))];
    }

    /// <summary>One item on its way.</summary>
    private sealed record Scene(World World, RunningOperator Running, Lookout Bindings, int Item)
    {
        public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        /// <summary>Lets the user act, and gathers the calls until the binding is settled and nothing more comes.</summary>
        public async Task<IReadOnlyList<Call>> CallsOfAsync(
            string version, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
        {
            Running.Recorder.Clear();
            Task<Sighting> settled = Bindings.Expect(
                Names.Binding(Item), binding => binding.IsSettledBinding() && binding.Asks(Names.Snapshot(Item, version)));
            await act(cancellationToken);
            await settled.WaitAsync(Patience, cancellationToken);
            await Running.QuietAsync(Silence, cancellationToken);
            return Running.Recorder.Calls;
        }
    }
}
