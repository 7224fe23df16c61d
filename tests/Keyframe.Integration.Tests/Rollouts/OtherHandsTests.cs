using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Integration.Tests.Worlds.GitOps;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>What others do to the workload while Keyframe works on it: to scale, to pause, to take Keyframe's name.</summary>
public sealed class OtherHandsTests(Cluster cluster)
{
    private static readonly string[] NeverOwned =
        ["f:replicas", "f:paused", "f:strategy", "f:selector", "f:image", "f:minReadySeconds", "f:progressDeadlineSeconds"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>kubectl scale and a HorizontalPodAutoscaler both write through the subresource scale.</summary>
    [Fact]
    public async Task Scaling_during_a_rollout_is_left_alone()
    {
        await using World world = await World.StartAsync(cluster, "scale");
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        world.Decide = (pod, _) => ValueTask.FromResult(
            pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? snapshot) && snapshot == "two"
                ? PodBehavior.NotReady
                : PodBehavior.Ready);
        await world.PointToAsync("two", "app");
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Reconciling", "RollingOut");
        await world.RunAsync("scale", "deployment/app", "--replicas=3");
        world.Decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
        GenAIDeployment settled = await World.EventuallyAsync(
            () => world.BindingAsync("app"),
            found => Conditions.IsTrue(found, "Ready") && found.Status is { Active.Snapshot: "two", Workload: { Replicas: 3, Ready: 3 } },
            "three pods run two");
        Assert.Equal(RevisionResult.Completed, settled.Status!.History[0].Result);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        V1Deployment workload = await world.WorkloadAsync("app");
        Assert.Equal(3, workload.Spec.Replicas);
        string owned = string.Concat(workload.Metadata.ManagedFields
            .Where(entry => entry.Manager == "keyframe-operator").Select(entry => entry.FieldsV1.ToString()));
        Assert.All(NeverOwned, field => Assert.DoesNotContain($"\"{field}\"", owned, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_paused_workload_refuses_an_undo_and_a_paused_binding_does_not_pause_it()
    {
        await using World world = await World.StartAsync(cluster, "paused");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("patch", "genaideployment", "app", "--type=merge", "-p", """{"spec":{"paused":true,"snapshotRef":{"name":"three"}}}""");
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Reconciling", "Paused");
        Assert.Null((await world.WorkloadAsync("app")).Spec.Paused);

        await world.RunAsync("rollout", "pause", "deployment/app");
        CommandResult refused = await world.Kubectl.RunAsync(["rollout", "undo", "deployment/app"], Token);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("paused", refused.Error, StringComparison.Ordinal);
        await world.RunAsync("rollout", "resume", "deployment/app");
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 2, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("two", await world.CarriedAsync());
    }

    /// <summary>
    /// kubectl hands over to the manager that it is told what it had applied client-side. Under our name that is the user's own
    /// fields, and an apply of ours without them would remove them.
    /// </summary>
    [Fact]
    public async Task A_human_who_applies_under_the_name_of_the_operator_loses_nothing()
    {
        await using World world = await World.StartAsync(cluster, "namesake");
        await BoundApp.StartAsync(world);
        string richer = Manifests.Workload(mounts: "env: [{name: MINE, value: here}]");
        (await world.Kubectl.RunAsync(
            ["apply", "--server-side", "--force-conflicts", "--field-manager=keyframe-operator", "-f", "-"], richer, Token)).EnsureSuccess();
        await world.PointToAsync("two", "app");
        await world.Operator.QuietAsync();
        V1Container container = (await world.WorkloadAsync("app")).Spec.Template.Spec.Containers.Single();
        Assert.Equal(("main", "example.com/app:1"), (container.Name, container.Image));
        Assert.Contains(container.Env, variable => variable is { Name: "MINE", Value: "here" });
    }

    [Fact]
    public async Task A_variable_that_is_named_twice_keeps_a_snapshot_out_and_nothing_is_tried()
    {
        await using World world = await World.StartAsync(cluster, "twice");
        await world.ApplyAsync(Manifests.Workload(mounts: "env: [{name: A, value: '1'}, {name: A, value: '2'}]"));
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Binding("one"));
        GenAIDeployment told = await world.StalledAsync("DuplicateVariable");
        Assert.Contains("Container main has the environment variable A twice", Conditions.Find(told, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
        Assert.DoesNotContain(world.Operator.Writes, write => write.Path.EndsWith("/deployments/app", StringComparison.Ordinal));

        await world.ApplyAsync(Manifests.Workload());
        await world.SettledOnAsync("one", "app");
    }

    [Theory]
    [InlineData(GitOpsTool.ArgoCdServerSide)]
    [InlineData(GitOpsTool.Flux)]
    public async Task A_container_that_Git_removes_server_side_stays_as_the_API_server_refuses(GitOpsTool tool)
    {
        await using World world = await World.StartAsync(cluster, "removed");
        await BoundApp.StartAsync(world);
        const string both = """
            image: example.com/app:1
                  - name: side
                    image: example.com/side:1
            """;
        string two = Manifests.Workload().Replace("image: example.com/app:1", both, StringComparison.Ordinal);
        await world.SyncAsync(tool, two);
        await world.SettledOnAsync("one", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        CommandResult refused = await world.TrySyncAsync(tool, Manifests.Workload(container: "side"));
        Assert.Contains("image: Required value", refused.Error, StringComparison.Ordinal);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
    }

    [Fact]
    public async Task A_container_that_Git_removes_client_side_and_the_binding_names_is_told()
    {
        await using World world = await World.StartAsync(cluster, "removed");
        await BoundApp.StartAsync(world);
        await world.ApplyAsync(Manifests.Binding("one", injection: "injection: {containers: [main]}"));
        await world.SettledOnAsync("one", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Workload(container: "web"));
        GenAIDeployment told = await world.StalledAsync("ContainerNotFound");
        Assert.Contains("no container main; it has web", Conditions.Find(told, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
    }
}
