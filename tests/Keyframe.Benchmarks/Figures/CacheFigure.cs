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
/// m: managed memory that a cached object keeps, through the real informer from the real API server: ConfigMaps of 2 KB as metadata, and
/// Deployments as the operator's projection. Beside it, as what stands for a floor, nothing: it is a size, compared as it is.
/// </summary>
internal sealed class CacheFigure : IFigure
{
    public string Id => "m";

    public string Name => "memory per cached object: ConfigMaps as metadata, Deployments as projections";

    public string Target => "<= 1.5 KB; <= 2.5 KB";

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        int count = laboratory.Settings.Size(full: 10_000, quick: 1_000);
        await using World world = await World.CreateAsync(laboratory, "m", cancellationToken);
        string workload = await RolledOutWorkloadAsync(world, cancellationToken);
        return
        [
            await MeasureAsync(
                world, "m.configmaps", $"memory per ConfigMap of 2 KB, cached as metadata ({count})", 1.5, count,
                ResourceTypes.ConfigMaps, world.Paths.ConfigMaps, Documents.ConfigMap, cancellationToken),
            await MeasureAsync(
                world, "m.workloads", $"memory per Deployment, cached as projection ({count})", 2.5, count,
                ResourceTypes.Workloads, world.Paths.Workloads, item => Rename(workload, item), cancellationToken),
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
        (int few, double empty) = await RetainedAsync(world, type, cancellationToken);
        laboratory.Progress.Report($"[m] making {count} {type.GroupResource}");
        await Streams.ForEachAsync([.. Enumerable.Range(1, count)], async (item, token) =>
            await laboratory.User.PostAsync(path, document(item), token), cancellationToken);
        var measurements = new List<Measurement>();
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            (int many, double full) = await RetainedAsync(world, type, cancellationToken);
            double each = (full - empty) / (many - few) / 1000;
            laboratory.Progress.Report($"[m] {many} {type.GroupResource}: {each:0.00} KB each");
            measurements.Add(new Measurement(each));
        }

        string sample = await laboratory.User.SendAsync(HttpMethod.Get, $"{path}?limit=1", null, null, cancellationToken);
        return FigureResult.Of(id, name, "KB", Results.Target.AtMost(limit), measurements, new JsonObject { ["wholeObjectAsJsonKb"] = sample.Length / 1000.0 });
    }

    /// <summary>What a running informer keeps: the difference that letting it go makes, after a full collection each time.</summary>
    private static async Task<(int Count, double Bytes)> RetainedAsync<T>(World world, ResourceType<T> type, CancellationToken cancellationToken)
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
        double before = Collected();
        _ = manager.RunAsync(cancellationToken);
        await informer.Synced;
        double after = Collected();
        int count = informer.Store.Count;
        GC.KeepAlive(manager);
        return (count, after - before);
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

    /// <summary>A Deployment as it is once a snapshot has been rolled out to it; paused, so that its copies make no ReplicaSets.</summary>
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
}
