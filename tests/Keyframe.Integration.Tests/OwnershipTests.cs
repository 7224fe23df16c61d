using System.Diagnostics;
using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;

namespace Keyframe.Integration.Tests;

/// <summary>
/// A materialized ConfigMap lives as long as a pod could be started from it, and no longer: by Kubernetes' own controllers and
/// garbage collector, whether the operator runs or not.
/// </summary>
public sealed class OwnershipTests(Cluster cluster)
{
    /// <summary>What is done one after the other while the workload runs, and whether the operator is away meanwhile.</summary>
    private static readonly (bool Away, string Steps)[] Orders =
    [
        (false, "snapshot prompts binding deploy"),
        (false, "binding deploy snapshot prompts"),
        (false, "prompts deploy binding snapshot deploy"),
        (true, "snapshot deploy binding prompts"),
        (true, "deploy binding snapshot deploy prompts deploy"),
        (true, "all deploy deploy"),
        (true, "plain all undo deploy deploy"),
    ];

    /// <summary>A patch that takes everything of Keyframe's out of a template.</summary>
    private const string Plain = """
        [
          {"op": "remove", "path": "/spec/template/spec/volumes"},
          {"op": "remove", "path": "/spec/template/spec/containers/0/volumeMounts"},
          {"op": "remove", "path": "/spec/template/spec/containers/0/env"},
          {"op": "remove", "path": "/spec/template/metadata/annotations"},
          {"op": "remove", "path": "/spec/template/metadata/labels/keyframe.dev~1snapshot"}
        ]
        """;

    private static ParallelOptions Four => new() { MaxDegreeOfParallelism = 4, CancellationToken = Token };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Whatever_is_deleted_in_whatever_order_what_runs_keeps_its_ConfigMap_until_the_last_ReplicaSet_is_trimmed() =>
        Parallel.ForEachAsync(Orders, Four, async (order, _) =>
        {
            try
            {
                await LiveAsync(order.Away, order.Steps.Split(' '));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"away {order.Away}: {order.Steps}: {failure.Message}", failure);
            }
        });

    [Fact]
    public async Task Workloads_of_every_kind_keep_it_without_any_binding()
    {
        await using World world = await World.StartAsync(cluster, "unbound");
        await using MountWitness witness = await world.WitnessAsync();
        string name = await RunAsync(world);
        await world.CreateCopiesAsync((await world.WorkloadAsync("app")).Spec.Template);
        await world.OwnedByAsync(
            name, "ControllerRevision", "ControllerRevision", "DaemonSet", "Deployment", "Deployment", "GenAIAppSnapshot",
            "ReplicaSet", "ReplicaSet", "StatefulSet");

        await DoAsync(world, ["all"]);
        await KubectlAsync(world, "delete", "deployment", "app", "copy");
        await world.OwnedByAsync(name, "ControllerRevision", "ControllerRevision", "DaemonSet", "StatefulSet");
        foreach (string kind in (string[])["statefulset", "daemonset"])
        {
            await KubectlAsync(world, "patch", kind, "copy", "--type=json", "-p", Plain);
        }

        await GoneAsync(world, witness, name);
    }

    [Fact]
    public async Task A_ReplicaSet_that_outlives_its_Deployment_keeps_it_also_when_another_one_adopts_it()
    {
        await using World world = await World.StartAsync(cluster, "orphans");
        await using MountWitness witness = await world.WitnessAsync();
        string name = await RunAsync(world);
        V1Deployment workload = await world.WorkloadAsync("app");
        await world.OwnedByAsync(name, "Deployment", "GenAIAppSnapshot", "ReplicaSet");

        await KubectlAsync(world, "delete", "deployment", "app", "--cascade=orphan");
        await DoAsync(world, ["all"]);
        await world.OwnedByAsync(name, "ReplicaSet");

        await world.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "heir" },
                Spec = new V1DeploymentSpec { Selector = workload.Spec.Selector, Template = workload.Spec.Template },
            },
            world.Namespace,
            cancellationToken: Token);
        await world.OwnedByAsync(name, "Deployment", "ReplicaSet");
        await World.EventuallyAsync(
            () => world.ReplicaSetsAsync()!,
            sets => sets.Single(set => set.Spec.Template.Spec.Volumes is not null).Metadata.OwnerReferences is [{ Name: "heir" }],
            "the heir adopts the ReplicaSet");
        Assert.Empty(witness.Deleted);

        await KubectlAsync(world, "delete", "deployment", "heir", "--cascade=foreground");
        await GoneAsync(world, witness, name);
    }

    [Fact]
    public async Task A_ConfigMap_that_nothing_can_restore_is_told_by_the_binding_and_is_back_with_its_snapshot()
    {
        await using World world = await World.StartAsync(cluster, "lost");
        string name = await RunAsync(world);
        await DoAsync(world, ["snapshot"]);
        await KubectlAsync(world, "delete", "configmap", name);
        string message = await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(
            () => world.BindingAsync("app"), "Stalled", "ConfigMapLost");
        Assert.StartsWith($"ConfigMap {name}, which Deployment app mounts, is gone: ", message, StringComparison.Ordinal);
        Assert.Contains("as soon as GenAIAppSnapshot one (sha256:", message, StringComparison.Ordinal);
        await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, events => events.Contains("ConfigMapLost"), "an event tells");

        await world.ApplyAsync(Manifests.Snapshot("one", "greeting-1"));
        await world.SettledOnAsync("one", "app");
        await world.OwnedByAsync(name, "Deployment", "GenAIAppSnapshot", "ReplicaSet");
    }

    /// <summary>One life: deletions in some order beside a running workload, then the workload moves on.</summary>
    private async Task LiveAsync(bool away, string[] steps)
    {
        await using World world = await World.StartAsync(cluster, "owners");
        await using MountWitness witness = await world.WitnessAsync();
        string name = await RunAsync(world);
        if (away)
        {
            await world.Operator.StopAsync();
        }

        await DoAsync(world, steps);
        Assert.Equal(name, (await world.WorkloadAsync("app")).Spec.Template.Spec.Volumes.Single().ConfigMap.Name);
        await RolledOutAsync(world);
        Assert.Empty(witness.Deleted);

        // The template moves on, and with one revision of history the one before it is kept: undo must find its ConfigMap.
        await DoAsync(world, ["plain", "undo", "undo"]);
        Assert.Empty(witness.Deleted);

        await DoAsync(world, ["deploy"]);
        if (away)
        {
            world.StartOperator();
        }

        await DoAsync(world, ["deploy"]);
        await GoneAsync(world, witness, name);
    }

    /// <summary>A workload that runs a snapshot, with one revision of history.</summary>
    private static async Task<string> RunAsync(World world)
    {
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello {{name}}") + Manifests.Snapshot("one", "greeting-1")
            + Manifests.Workload().Replace("replicas: 1", "replicas: 1\n  revisionHistoryLimit: 1", StringComparison.Ordinal)
            + Manifests.Binding("one"));
        await world.SettledOnAsync("one", "app");
        return (await world.SnapshotAsync("one"))!.Status!.ConfigMapName!;
    }

    private static async Task DoAsync(World world, IEnumerable<string> steps)
    {
        foreach (string step in steps)
        {
            string[] arguments = step switch
            {
                "snapshot" => ["delete", "gsnap", "--all", "--timeout=20s"],
                "prompts" => ["delete", "pver", "--all", "--timeout=20s"],
                "binding" => ["delete", "gdep", "--all", "--timeout=20s"],
                "all" => ["delete", "gsnap,gdep,pver", "--all", "--timeout=20s"],
                "plain" => ["patch", "deployment", "app", "--type=json", "-p", Plain],
                "undo" => ["rollout", "undo", "deployment/app"],
                _ => ["set", "image", "deployment/app", $"main=example.com/app:{Guid.NewGuid():N}"],
            };
            await KubectlAsync(world, arguments);
            if (step is "deploy" or "undo" or "plain")
            {
                await RolledOutAsync(world);
            }
        }
    }

    private static Task<V1Deployment> RolledOutAsync(World world) => World.EventuallyAsync(
        () => world.WorkloadAsync("app")!,
        found => found.Status.ObservedGeneration == found.Metadata.Generation
            && found.Status is { UpdatedReplicas: 1, Replicas: 1, AvailableReplicas: 1 },
        "the workload has rolled out");

    private static async Task KubectlAsync(World world, params IReadOnlyList<string> arguments) =>
        (await world.Kubectl.RunAsync(arguments, Token)).EnsureSuccess();

    /// <summary>
    /// Waits for Kubernetes' garbage collector, which learns of new kinds only every 30 s: on a young API server it takes its
    /// time.
    /// </summary>
    private static async Task GoneAsync(World world, MountWitness witness, string configMap)
    {
        var watch = Stopwatch.StartNew();
        while (!witness.Deleted.Contains(configMap))
        {
            Assert.True(
                watch.Elapsed < TimeSpan.FromMinutes(2), $"{configMap} is there, owned by {await world.OwnersAsync(configMap)}");
            await Task.Delay(50, Token);
        }

        await World.EventuallyAsync(() => Task.FromResult(witness.Losses)!, losses => losses.Count == 0, "nothing mounted it");
        Assert.Null(await world.ConfigMapAsync(configMap));
    }
}
