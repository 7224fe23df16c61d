using System.Net;
using k8s;
using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Rollouts;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// Bindings to StatefulSets and DaemonSets, with Kubernetes' own controllers: rolled out as by hand, told as by
/// <c>kubectl rollout status</c>.
/// </summary>
public sealed class WorkloadKindTests(Cluster cluster)
{
    private const string Refusal = "maxTurns must be at least 1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["StatefulSet", "DaemonSet"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_rollout_is_complete_when_kubectl_says_so(string kind)
    {
        await using World world = await StartAsync("kinds", kind);
        await world.SettledOnAsync("one", "app");
        await RolledOutAsync(world, kind);

        world.Decide = (pod, _) => ValueTask.FromResult(Carries(pod, "two") ? PodBehavior.NotReady : PodBehavior.Ready);
        await world.PointToAsync("two", "app");
        await SaysAsync(world, "Reconciling", Reasons.RollingOut, "1 of ");
        Assert.Contains("aiting for", await StatusAsync(world, kind), StringComparison.Ordinal);

        world.Decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        await RolledOutAsync(world, kind);
        Assert.All(await world.PodsAsync("app=app"), pod => Assert.Equal("two", pod.Metadata.Labels["keyframe.dev/snapshot"]));
        Assert.Equal(
            [(2, RevisionResult.Completed), (1, RevisionResult.Completed)],
            settled.Status!.History.Select(entry => (entry.Revision, entry.Result)));
        Assert.Equal(2, WritesTo(world, $"/{kind.ToLowerInvariant()}s/app", since: 0));
        Assert.Equal(settled.Status.Workload!.Replicas, settled.Status.Workload.Ready);
    }

    [Fact]
    public async Task A_partition_is_rolled_out_as_far_as_it_goes()
    {
        await using World world = await StartAsync("partition", "StatefulSet", "{type: RollingUpdate, rollingUpdate: {partition: 0} }");
        await world.SettledOnAsync("one", "app");
        await PatchAsync(world, """{"spec": {"updateStrategy": {"rollingUpdate": {"partition": 2} } } }""");
        await world.PointToAsync("two", "app");
        await SaysAsync(world, "Ready", Reasons.PartlyRolledOut, "1 of 3 pods are made from the template with snapshot two");
        Assert.Contains("partitioned roll out complete: 1 new pods have been updated", await RolledOutAsync(world, "StatefulSet"), StringComparison.Ordinal);
        Assert.Equal(RevisionResult.Progressing, (await world.BindingAsync("app"))!.Status!.History[0].Result);

        await PatchAsync(world, """{"spec": {"updateStrategy": {"rollingUpdate": {"partition": 0} } } }""");
        await SaysAsync(world, "Ready", Reasons.RolledOut, "All 3 pods run snapshot two");
        Assert.Contains("partitioned roll out complete: 3 new pods have been updated", await RolledOutAsync(world, "StatefulSet"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Pods_that_are_replaced_on_deletion_take_it_up_when_they_are_deleted(string kind)
    {
        await using World world = await StartAsync("ondelete", kind, "{type: OnDelete}");
        await SaysAsync(world, "Ready", "", "snapshot one");
        await DeletePodsAsync(world);
        await world.SettledOnAsync("one", "app");
        await SaysAsync(world, "Ready", Reasons.RolledOut, "snapshot one");

        await world.PointToAsync("two", "app");
        await SaysAsync(world, "Ready", Reasons.PartlyRolledOut, $"{kind} app has the update strategy OnDelete");
        CommandResult status = await world.Kubectl.RunAsync(["rollout", "status", $"{kind}/app"], Token);
        Assert.NotEqual(0, status.ExitCode);
        Assert.Contains("rollout status is only available for RollingUpdate strategy type", status.Error, StringComparison.Ordinal);

        await DeletePodsAsync(world);
        await SaysAsync(world, "Ready", Reasons.RolledOut, "snapshot two");
    }

    [Fact]
    public async Task Workloads_of_three_kinds_with_one_name_are_three_workloads()
    {
        await using World world = await World.StartAsync(cluster, "namesakes");
        await world.ApplyAsync(
            Snapshots + Manifests.Workload() + Manifests.StatefulSet() + Manifests.DaemonSet(world.NodeName)
            + Manifests.BindingTo("Deployment", "one", "web") + Manifests.BindingTo("StatefulSet", "one", "store")
            + Manifests.BindingTo("DaemonSet", "one", "agent"));
        foreach (string binding in (string[])["web", "store", "agent"])
        {
            await world.SettledOnAsync("one", binding);
        }

        string one = (await world.SnapshotAsync("one"))!.Status!.ConfigMapName!;
        await world.OwnedByAsync(
            one, "ControllerRevision", "ControllerRevision", "DaemonSet", "Deployment", "GenAIAppSnapshot", "ReplicaSet", "StatefulSet");
        await world.Operator.QuietAsync();
        int before = world.Operator.Writes.Count;
        await world.PointToAsync("two", "store");
        await world.SettledOnAsync("two", "store");
        await world.SettledOnAsync("one", "web");
        await world.SettledOnAsync("one", "agent");
        string[] others = ["/deployments/app", "/daemonsets/app", "/genaideployments/web", "/genaideployments/agent"];
        Assert.Equal(1, WritesTo(world, "/statefulsets/app", before));
        Assert.All(others, path => Assert.Equal(0, WritesTo(world, path, before)));
    }

    [Fact]
    public async Task A_pod_that_fails_is_seen_with_its_words_and_wakes_its_binding_alone()
    {
        await using World world = await StartAsync("pods", "StatefulSet");
        await world.ApplyAsync(Manifests.Workload("other") + Manifests.Binding("one", "other", "other"));
        await world.SettledOnAsync("one", "app");
        await world.SettledOnAsync("one", "other");
        await using PodSight sight = PodSight.Open(cluster, world);
        RolloutObservation seen = await World.EventuallyAsync(
            () => Task.FromResult(sight.Observe("other")), observation => observation.Pods.Count == 1, "the pod of the Deployment is seen");
        Assert.Equal("ReplicaSet", seen.Pods[0].Owner!.Kind);
        Assert.Equal(3, sight.Observe("app")!.Pods.Count);

        await world.Operator.QuietAsync();
        (int app, int other) = (Reconciles(world, "app"), Reconciles(world, "other"));
        await PatchPodAsync(world, """{"status": {"podIP": "10.1.2.3", "podIPs": [{"ip": "10.1.2.3"}]} }""");
        await world.Operator.QuietAsync();
        Assert.Equal((app, other), (Reconciles(world, "app"), Reconciles(world, "other")));

        world.Decide = (pod, _) => ValueTask.FromResult(
            pod.Pod.Metadata.Name == "app-1" ? PodBehavior.CrashLoopBackOff("main", Refusal, 2) : PodBehavior.Ready);
        ActiveSnapshot active = (await world.BindingAsync("app"))!.Status!.Active!;
        PodFinding finding = await World.EventuallyAsync(
            () => Task.FromResult(sight.Judge("app", active)), found => found.Evidence is not null, "the crash is seen");
        Assert.Equal(
            new FailureEvidence { Reason = "CrashLoopBackOff", Pod = "app-1", Container = "main", Message = $"exit code 1 (Error): {Refusal}" },
            finding.Evidence);
        await world.Operator.QuietAsync();
        Assert.True(Reconciles(world, "app") > app);
        Assert.Equal(other, Reconciles(world, "other"));
    }

    [Fact]
    public async Task A_broken_pod_that_keeps_a_StatefulSet_from_going_back_is_found_with_the_command_that_helps()
    {
        await using World world = await StartAsync("blocked", "StatefulSet");
        await world.SettledOnAsync("one", "app");
        world.Decide = (pod, _) => ValueTask.FromResult(
            Carries(pod, "two") ? PodBehavior.CrashLoopBackOff("main", Refusal, 3) : PodBehavior.Ready);
        await world.PointToAsync("two", "app");
        await using PodSight sight = PodSight.Open(cluster, world);
        GenAIDeployment failing = await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => found.Status?.Active?.Snapshot == "two", "two is active");
        PodFinding finding = await World.EventuallyAsync(
            () => Task.FromResult(sight.Judge("app", failing.Status!.Active!)), found => found.Evidence is not null, "the crash is seen");
        Assert.Equal("app-2", finding.Evidence!.Pod);
        Assert.Null(sight.FindBlocking("app")!.Pod);

        await world.PointToAsync("one", "app");
        BlockingPodFinding blocked = await World.EventuallyAsync(
            () => Task.FromResult(sight.FindBlocking("app")), found => found.Pod is not null, "the pod that blocks is found");
        await SaysAsync(world, "Reconciling", Reasons.RollingOut, "2 of 3 pods are made from snapshot one");
        Assert.Equal("app-2", blocked.Pod!.Name);
        V1Pod broken = Assert.Single(await world.PodsAsync("keyframe.dev/snapshot=two"));
        Assert.Equal(blocked.Pod.Uid, broken.Metadata.Uid);
        Assert.Contains($" kubectl delete pod app-2 -n {world.Namespace}", blocked.Pod.Message, StringComparison.Ordinal);

        string[] command = blocked.Pod.Message.Split("kubectl ")[^1].Split(' ');
        // Not waiting for its end: the pod is made anew under its name, and kubectl 1.32 may then wait for ever.
        (await world.Kubectl.RunAsync([.. command, "--wait=false"], Token)).EnsureSuccess();
        await world.SettledOnAsync("one", "app");
        await RolledOutAsync(world, "StatefulSet");
        Assert.Null(sight.FindBlocking("app")!.Pod);
    }

    private static string Snapshots =>
        Manifests.Prompt("greeting-1", "1", "Hello {{name}}") + Manifests.Prompt("greeting-2", "2", "Hi {{name}}")
        + Manifests.Snapshot("one", "greeting-1") + Manifests.Snapshot("two", "greeting-2");

    private static bool Carries(PodContext pod, string snapshot) =>
        pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? carried) && carried == snapshot;

    private static int Reconciles(World world, string binding) => world.Operator.Log.Count(line =>
        line.Contains($"Controller.deployment: Reconciled {world.Namespace}/{binding};", StringComparison.Ordinal));

    /// <summary>How often the operator has written there; what was decided on an old view and refused does not count.</summary>
    private static int WritesTo(World world, string path, int since) => world.Operator.Writes.Skip(since)
        .Count(write => write.Status == HttpStatusCode.OK && write.Path.Contains(path, StringComparison.Ordinal));

    /// <summary>A workload named app and a binding of that name to it.</summary>
    private async Task<World> StartAsync(string hint, string kind, string update = "{type: RollingUpdate}")
    {
        World world = await World.StartAsync(cluster, hint);
        string workload = kind == "StatefulSet" ? Manifests.StatefulSet(update: update) : Manifests.DaemonSet(world.NodeName, update: update);
        await world.ApplyAsync(Snapshots + workload + Manifests.BindingTo(kind, "one", "app"));
        return world;
    }

    private static Task<GenAIDeployment> SaysAsync(World world, string condition, string reason, string words) => World.EventuallyAsync(
        () => world.BindingAsync("app"),
        found => found.Status?.ObservedGeneration == found.Metadata.Generation && Conditions.IsTrue(found, condition)
            && Conditions.Find(found, condition) is { } says && says.Reason.StartsWith(reason, StringComparison.Ordinal)
            && says.Message.Contains(words, StringComparison.Ordinal),
        $"{condition} with {reason}: {words}");

    private static async Task<string> StatusAsync(World world, string kind) =>
        (await world.Kubectl.RunAsync(["rollout", "status", $"{kind}/app", "--watch=false"], Token)).EnsureSuccess().Output;

    /// <summary>kubectl calls the rollout complete, without any waiting.</summary>
    private static async Task<string> RolledOutAsync(World world, string kind)
    {
        string status = await StatusAsync(world, kind);
        Assert.DoesNotContain("aiting for", status, StringComparison.Ordinal);
        return status;
    }

    private static async Task PatchAsync(World world, string patch) =>
        (await world.Kubectl.RunAsync(["patch", "statefulset", "app", "--type=merge", "-p", patch], Token)).EnsureSuccess();

    private static Task<V1Pod> PatchPodAsync(World world, string patch) => world.Client.CoreV1.PatchNamespacedPodStatusAsync(
        new V1Patch(patch, V1Patch.PatchType.MergePatch), "app-1", world.Namespace, cancellationToken: Token);

    private static async Task DeletePodsAsync(World world) =>
        (await world.Kubectl.RunAsync(["delete", "pods", "-l", "app=app", "--wait=false"], Token)).EnsureSuccess();
}
