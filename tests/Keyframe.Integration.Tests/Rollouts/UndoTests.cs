using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>kubectl rollout on the workload, and what fails by itself: both are rollbacks of configuration, and stay.</summary>
public sealed class UndoTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_verb_of_kubectl_rollout_does_on_the_workload_what_it_says()
    {
        await using World world = await World.StartAsync(cluster, "verbs");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");

        string history = await world.RunAsync("rollout", "history", "deployment/app");
        Assert.Matches(@"(?s)1 +<none>.*2 +snapshot one \(.*3 +snapshot two \(", history);

        // A bare undo goes back to the snapshot before, and the binding takes it for what it is.
        await world.RunAsync("rollout", "undo", "deployment/app");
        GenAIDeployment undone = await world.StalledAsync("Undone");
        Assert.Equal("one", undone.Status!.Active!.Snapshot);
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        Assert.Contains("snapshot one (", await world.RunAsync("rollout", "history", "deployment/app"), StringComparison.Ordinal);

        // It stays, also while the binding is applied again and again as it is.
        string binding = Manifests.Binding("two");
        for (int time = 0; time < 3; time++)
        {
            await world.ApplyAsync(binding);
        }

        await world.Operator.QuietAsync();
        Assert.Equal("one", (await world.WorkloadAsync("app")).Spec.Template.Metadata.Labels["keyframe.dev/snapshot"]);

        // Another undo comes back to what the binding asks for.
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.SettledOnAsync("two", "app");

        // Pause holds back pods and nothing else; resume lets them go.
        await world.RunAsync("rollout", "pause", "deployment/app");
        await world.PointToAsync("one", "app");
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Reconciling", "RollingOut");
        await world.RunAsync("rollout", "resume", "deployment/app");
        await world.SettledOnAsync("one", "app");

        long generation = (await world.WorkloadAsync("app")).Metadata.Generation!.Value;
        await world.RunAsync("rollout", "restart", "deployment/app");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        await world.Operator.QuietAsync();
        Assert.Equal(generation + 1, (await world.WorkloadAsync("app")).Metadata.Generation);
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task An_undo_costs_one_apply_that_changes_nothing_and_survives_whoever_takes_over_from_kubectl()
    {
        await using World world = await World.StartAsync(cluster, "adopt");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        int before = world.Operator.Writes.Count(IsTemplateWrite);
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        V1Deployment undone = await world.WorkloadAsync("app");
        Assert.Equal(before + 1, world.Operator.Writes.Count(IsTemplateWrite));

        // Somebody strips all that kubectl holds, as Flux does; what we hold as well stays.
        V1Deployment stripped = await world.WorkloadAsync("app");
        Assert.Contains(stripped.Metadata.ManagedFields, entry => entry.Manager == "keyframe-operator" && entry.Operation == "Apply"
            && entry.FieldsV1.ToString()!.Contains("keyframe.dev/digest", StringComparison.Ordinal));
        Assert.Equal(undone.Metadata.Generation, stripped.Metadata.Generation);
    }

    [Fact]
    public async Task An_undo_to_before_the_binding_is_left_alone_until_somebody_asks_for_more()
    {
        await using World world = await World.StartAsync(cluster, "detached");
        await BoundApp.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app", "--to-revision=1");
        await world.StalledAsync("WorkloadDetached");
        await world.Operator.QuietAsync();
        Assert.Null((await world.WorkloadAsync("app")).Spec.Template.Spec.Volumes);

        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=retry id=1");
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task A_replacement_by_the_manifest_is_answered_with_patience_and_then_no_more()
    {
        await using World world = await World.StartAsync(cluster, "replace");
        await BoundApp.StartAsync(world);
        for (int time = 1; time <= 5; time++)
        {
            await ReplaceAsync(world);
            await World.EventuallyAsync(
                () => world.WorkloadAsync("app")!, found => found.Spec.Template.Spec.Volumes is not null, $"it is put back {time} times");
        }

        await ReplaceAsync(world);
        GenAIDeployment fought = await world.StalledAsync("FieldConflict");
        Assert.Contains("kubectl-client-side-apply removed or changed", fought.Status!.Conditions[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_whose_pods_crash_is_taken_back_without_a_human_and_stays_back()
    {
        await using World world = await World.StartAsync(cluster, "crash", (pod, _) => ValueTask.FromResult(
            pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? snapshot) && snapshot == "three"
                ? PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)
                : PodBehavior.Ready));
        await BoundApp.StartAsync(world);
        await world.PointToAsync("three", "app");
        GenAIDeployment rolledBack = await world.StalledAsync("RolledBack");
        await world.RunAsync("wait", "genaideployment/app", "--for=condition=Stalled", "--timeout=10s");
        RevisionEntry failed = rolledBack.Status!.History.Single(entry => entry.Snapshot == "three");
        Assert.Equal(RevisionResult.RolledBack, failed.Result);
        Assert.Equal(("CrashLoopBackOff", "main"), (failed.Evidence?.Reason, failed.Evidence?.Container));
        Assert.Contains("no such tool", failed.Evidence!.Message, StringComparison.Ordinal);
        ILookup<string, string> events = await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, found => found.Contains("RolloutFailed"), "an event tells");
        Assert.Contains(failed.Evidence.Pod!, events["RolloutFailed"].First(), StringComparison.Ordinal);

        int writes = world.Operator.Writes.Count(IsTemplateWrite);
        await world.ApplyAsync(Manifests.Binding("three"));
        await world.Operator.QuietAsync();
        Assert.Equal(writes, world.Operator.Writes.Count(IsTemplateWrite));
        Assert.Equal("one", (await world.WorkloadAsync("app")).Spec.Template.Metadata.Labels["keyframe.dev/snapshot"]);

        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=retry id=1");
        await World.EventuallyAsync(
            () => world.BindingAsync("app"),
            found => found.Status?.History.Count(entry => entry is { Snapshot: "three", Result: RevisionResult.RolledBack }) == 2,
            "it is tried once more");
        await world.StalledAsync("RolledBack");
    }

    [Fact]
    public async Task Detaching_takes_everything_out_in_one_rollout()
    {
        await using World world = await World.StartAsync(cluster, "detach");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        long generation = (await world.WorkloadAsync("app")).Metadata.Generation!.Value;
        await world.RunAsync("patch", "genaideployment", "app", "--type=merge", "-p", """{"spec":{"detach":true}}""");
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Ready", "Detached");
        V1Deployment bare = await world.WorkloadAsync("app");
        Assert.Equal(generation + 1, bare.Metadata.Generation);
        Assert.Null(bare.Spec.Template.Spec.Volumes);
        Assert.Null(bare.Spec.Template.Spec.Containers[0].Env);
        Assert.Null(bare.Spec.Template.Spec.Containers[0].VolumeMounts);
        Assert.DoesNotContain(bare.Spec.Template.Metadata.Labels.Keys, label => label.StartsWith("keyframe", StringComparison.Ordinal));
    }

    /// <summary>Replaces the workload by its manifest. Kubernetes' own controller may come in between, and then kubectl gives up.</summary>
    private static async Task ReplaceAsync(World world)
    {
        while (await world.Kubectl.RunAsync(["replace", "-f", "-"], Manifests.Workload(), Token) is { ExitCode: not 0 } refused)
        {
            Assert.Contains("Conflict", refused.Error, StringComparison.Ordinal);
        }
    }

    private static bool IsTemplateWrite(Write write) =>
        write.Path.Contains("/apis/apps/v1/", StringComparison.Ordinal) && write.Status is System.Net.HttpStatusCode.OK;
}
