using System.Net;
using k8s;
using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>StatefulSets and DaemonSets: no deadline of their own, and pods that wait for each other.</summary>
public sealed class OrderedPodTests(Cluster cluster)
{
    private const string RolledBack = "3:one:Completed 2:two:RolledBack 1:one:Completed";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broken_pod_of_a_StatefulSet_keeps_it_from_going_back_until_the_command_that_is_told_is_run()
    {
        await using World world = await StartAsync("StatefulSet", PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3));
        (int revisions, long generation) = await CountAsync(world, "StatefulSet");
        await world.PointToAsync("two", "app");
        await world.StalledAsync("RolledBack");
        string message = await world.SaysAsync("PodBlocksRollback", Reasons.PodBlocksRollback);
        Assert.EndsWith(
            "StatefulSet app replaces its pods in order and waits for it. Delete it, and it is made anew: kubectl delete pod app-2 -n "
            + world.Namespace,
            message,
            StringComparison.Ordinal);
        Assert.Contains("CrashLoopBackOff, exit code 1 (Error): no such tool", message, StringComparison.Ordinal);
        Assert.Equal("3:one:Progressing 2:two:RolledBack 1:one:Completed", RolloutActs.InShort((await world.BindingAsync("app"))!));

        // Not waiting for its end: the pod is made anew under its name, and kubectl 1.32 may then wait for ever.
        await world.RunAsync([.. message.Split("kubectl ")[^1].Split(' '), "--wait=false"]);
        GenAIDeployment back = await world.HistoryAsync(RolledBack);
        Assert.Null(Conditions.Find(back, "PodBlocksRollback"));
        Assert.Equal(("CrashLoopBackOff", "app-2"), (back.Status!.History[1].Evidence!.Reason, back.Status.History[1].Evidence!.Pod));
        Assert.Equal((revisions + 1, generation + 2), await CountAsync(world, "StatefulSet"));
        Assert.Equal(2, await WritesAsync(world, "statefulsets"));
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task A_workload_without_a_deadline_has_ours(string kind)
    {
        await using World world = await StartAsync(kind, PodBehavior.NotReady);
        (int revisions, long generation) = await CountAsync(world, kind);
        await world.PointToAsync("two", "app");
        await World.EventuallyAsync(
            () => world.PodsAsync("keyframe.dev/snapshot=two")!,
            pods => pods.Any(pod => pod.Status.Phase == "Running"),
            "a pod of the new snapshot runs");
        world.Clock.Leap(TimeSpan.FromMinutes(9));
        world.Operator.Resync();
        await world.Operator.QuietAsync();
        Assert.Equal("2:two:Progressing 1:one:Completed", RolloutActs.InShort((await world.BindingAsync("app"))!));

        world.Clock.Leap(TimeSpan.FromMinutes(2));
        world.Operator.Resync();
        await world.StalledAsync("RolledBack");
        if (kind == "StatefulSet")
        {
            // A pod that is only not ready is given its time before it is called broken.
            world.Clock.Leap(TimeSpan.FromMinutes(6));
            world.Operator.Resync();
            Assert.Contains("does not get ready", await world.SaysAsync("PodBlocksRollback", Reasons.PodBlocksRollback), StringComparison.Ordinal);
            await world.RunAsync("delete", "pod", "app-2", "--wait=false");
        }

        GenAIDeployment back = await world.HistoryAsync(RolledBack);
        Assert.Equal(
            new FailureEvidence { Reason = "ProgressDeadlineExceeded", Message = $"{kind} app has made no progress for 10 minutes." },
            back.Status!.History[1].Evidence);
        Assert.Equal((revisions + 1, generation + 2), await CountAsync(world, kind));
        Assert.Equal(2, await WritesAsync(world, $"{kind.ToLowerInvariant()}s"));
    }

    /// <summary>A binding to a workload that runs snapshot one; pods of two behave as told. Only what is written from now on counts.</summary>
    private async Task<World> StartAsync(string kind, PodBehavior behavior)
    {
        World world = await World.StartAsync(cluster, "ordered", RolloutActs.PodsOf("two", behavior));
        await world.ApplyAsync(
            Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Snapshot("two", "greeting-1")
            + (kind == "StatefulSet" ? Manifests.StatefulSet() : Manifests.DaemonSet(world.NodeName))
            + Manifests.BindingTo(kind, "one", "app").Replace("rollback: {automatic: false}", "", StringComparison.Ordinal));
        await world.SettledOnAsync("one", "app");
        await world.Operator.QuietAsync();
        await world.Operator.StopAsync();
        world.StartOperator();
        await world.Operator.QuietAsync();
        return world;
    }

    private static async Task<(int Revisions, long Generation)> CountAsync(World world, string kind)
    {
        V1ControllerRevisionList revisions =
            await world.Client.AppsV1.ListNamespacedControllerRevisionAsync(world.Namespace, cancellationToken: Token);
        V1ObjectMeta workload = kind == "StatefulSet"
            ? (await world.Client.AppsV1.ReadNamespacedStatefulSetAsync("app", world.Namespace, cancellationToken: Token)).Metadata
            : (await world.Client.AppsV1.ReadNamespacedDaemonSetAsync("app", world.Namespace, cancellationToken: Token)).Metadata;
        return (revisions.Items.Count, workload.Generation!.Value);
    }

    private static async Task<int> WritesAsync(World world, string plural)
    {
        await world.Operator.QuietAsync();
        return world.Operator.Writes.Count(write =>
            write.Status == HttpStatusCode.OK && write.Path.EndsWith($"/{plural}/app", StringComparison.Ordinal));
    }
}
