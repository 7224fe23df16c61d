using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Benchmarks.Results;
using Keyframe.Benchmarks.Worlds;
using Keyframe.Operator.Resources;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keyframe.Benchmarks.Figures;

/// <summary>
/// m: managed memory that a cached object keeps, through the real informer from the real API server: ConfigMaps of 2 KB as
/// metadata, and Deployments as the operator's projection. It is what becomes free when a filled informer is let go, after a
/// full collection before and after. What the process's buffer pools keep for a while is none of it, and stands among the
/// details.
/// </summary>
internal sealed class CacheFigure : IFigure
{
    /// <summary>Threads hold on to what they did last until they do something else.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public string Id => "m";

    public string Name => "memory per cached object: ConfigMaps as metadata, Deployments as projections";

    public string Target => "<= 1.5 KB; <= 2.5 KB";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int count = laboratory.Settings.Size(full: 10_000, quick: 500);
        await using World world = await World.CreateAsync(laboratory, "m", cancellationToken);
        string workload = await RolledOutWorkloadAsync(world, cancellationToken);
        return
        [
            await MeasureAsync(
                world, "m.configmaps", $"memory per ConfigMap of 2 KB, cached as metadata ({count})", 1.5, count,
                ResourceTypes.ConfigMaps, world.Paths.ConfigMaps, Documents.ConfigMap, cancellationToken),
            await MeasureAsync(
                world, "m.workloads", $"memory per Deployment, cached as projection ({count})", 2.5, count,
                ResourceTypes.Deployments, world.Paths.Workloads, item => Rename(workload, item), cancellationToken),
        ];
    }

    private static async Task<FigureResult> MeasureAsync<T>(
        World world,
        string id,
        string name,
        double limit,
        int count,
        ResourceType<T> type,
        string path,
        Func<int, string> document,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        Laboratory laboratory = world.Laboratory;
        int repetitions = laboratory.Settings.Repetitions(quick: 1);
        laboratory.Progress.Report($"[m] making {count} {type.GroupResource}");
        await Streams.ForEachAsync([.. Enumerable.Range(1, count)], async (item, token) =>
            await laboratory.User.PostAsync(path, document(item), token), cancellationToken);
        var measurements = new List<Measurement>();
        var left = new List<double>();
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            double before = Collected();
            Held held = await FillAsync(world, type, cancellationToken);
            await Task.Delay(Settling, cancellationToken);
            double full = Collected();
            await held.LetGoAsync(cancellationToken);
            double after = Collected();
            double each = (full - after) / held.Count / 1000;
            laboratory.Progress.Report($"[m] {held.Count} {type.GroupResource}: {each:0.00} KB each");
            measurements.Add(new Measurement(each));
            left.Add((after - before) / 1e6);
        }

        JsonElement whole = await laboratory.User.GetAsync($"{path}?limit=1", cancellationToken);
        return FigureResult.Of(id, name, "KB", Results.Target.AtMost(limit), measurements, new JsonObject
        {
            ["wholeObjectAsJsonKb"] = whole.GetProperty("items")[0].GetRawText().Length / 1000.0,
            ["leftInBufferPoolsMb"] = Math.Round(left.Max(), 1),
        });
    }

    /// <summary>Fills an informer, and stops it: what it has stays with the one who holds it.</summary>
    private static async Task<Held> FillAsync<T>(World world, ResourceType<T> type, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var transport = new ApiTransport(
            world.Laboratory.OperatorConfiguration, new ApiTransportOptions { FieldManager = "keyframe-bench" });
        await using var manager = new ControllerManager(
            transport,
            new ControllerManagerOptions { ReportingController = "keyframe.dev/bench", Namespace = world.Namespace },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        Informer<T> informer = manager.Informer(type);
        _ = manager.RunAsync(cancellationToken);
        await informer.Synced;
        return new Held(informer, informer.Store.Count);
    }

    private static double Collected()
    {
        for (int pass = 0; pass < 3; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>
    /// A Deployment as it is once a snapshot has been rolled out to it; paused, so that its copies make no ReplicaSets.
    /// </summary>
    private static async Task<string> RolledOutWorkloadAsync(World world, CancellationToken cancellationToken)
    {
        BareClient user = world.Laboratory.User;
        await world.AddWorkloadsAsync([0], replicas: 0, cancellationToken);
        await using RunningOperator running = await RunningOperator.StartAsync(world, cancellationToken);
        await using Lookout bindings = await Lookout.StartAsync(user, world.Paths.Bindings, cancellationToken);
        Task<Sighting> settled = bindings.Expect(Names.Binding(0), Observed.IsSettledBinding);
        await user.PostAsync(world.Paths.Prompts, Documents.Prompt(0), cancellationToken);
        await user.PostAsync(world.Paths.Snapshots, Documents.Snapshot(0, "a", 0), cancellationToken);
        await user.PostAsync(world.Paths.Bindings, Documents.Binding(0, "a"), cancellationToken);
        await settled.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

        string answer = await user.SendAsync(
            HttpMethod.Get, $"{world.Paths.Workloads}/{Names.Workload(0)}", null, null, cancellationToken);
        JsonObject live = JsonNode.Parse(answer)!.AsObject();
        JsonObject metadata = live["metadata"]!.AsObject();
        JsonObject spec = live["spec"]!.DeepClone().AsObject();
        spec["paused"] = true;
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject
            {
                ["name"] = Names.Workload(0),
                ["labels"] = metadata["labels"]!.DeepClone(),
                ["annotations"] = metadata["annotations"]!.DeepClone(),
            },
            ["spec"] = spec,
        }.ToJsonString();
    }

    private static string Rename(string workload, int item) =>
        workload.Replace("-00000", Names.Workload(item)[^6..], StringComparison.Ordinal);

    /// <summary>The one reference to what an informer has, so that it can be let go.</summary>
    private sealed class Held(object cache, int count)
    {
        private readonly List<object> _cache = [cache];
        private readonly WeakReference _trace = new(cache);

        public int Count => count;

        /// <summary>Lets go, and waits until it is gone.</summary>
        /// <exception cref="BenchmarkException">Somebody else holds it.</exception>
        public async Task LetGoAsync(CancellationToken cancellationToken)
        {
            _cache.Clear();
            for (int attempt = 0; _trace.IsAlive; attempt++)
            {
                if (attempt == 20)
                {
                    throw new BenchmarkException("A stopped informer is still held by somebody: it cannot be weighed.");
                }

                await Task.Delay(Settling, cancellationToken);
                Collected();
            }
        }
    }
}
