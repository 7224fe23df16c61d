using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>status.history: what ran when, how it ended, and what is left of it when the status is lost.</summary>
public sealed class RevisionHistoryTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_how_every_revision_ended_and_what_was_live_at_any_time()
    {
        await using World world = await World.StartAsync(cluster, "history", RolloutActs.PodsOf("two", PodBehavior.NotReady));
        var live = new List<(DateTimeOffset At, string Snapshot)>();
        await BoundApp.StartAsync(world);
        await NoteAsync("1:one:Completed");
        await world.PointToAsync("two", "app");
        await NoteAsync("2:two:Progressing 1:one:Completed");
        await world.PointToAsync("three", "app");
        await NoteAsync("3:three:Completed 2:two:Superseded 1:one:Completed");
        await world.RequestAsync("undo revision=1 id=1");
        await NoteAsync("4:one:Completed 3:three:Undone 2:two:Superseded 1:one:Completed");
        await world.PointToAsync("two", "app");
        await NoteAsync("5:two:Progressing 4:one:Completed 3:three:Undone 2:two:Superseded 1:one:Completed");
        await world.RequestAsync("abort id=2");
        await NoteAsync("6:one:Completed 5:two:Aborted 4:one:Completed 3:three:Undone 2:two:Superseded 1:one:Completed");
        world.Decide = RolloutActs.PodsOf("three", PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3));
        await world.PointToAsync("three", "app");
        GenAIDeployment last = await NoteAsync(
            "8:one:Completed 7:three:RolledBack 6:one:Completed 5:two:Aborted 4:one:Completed 3:three:Undone 2:two:Superseded 1:one:Completed");

        Assert.Equal(["one", "two", "three", "one", "two", "one", "one"], live.Select(moment => moment.Snapshot));
        Assert.All(live, moment => Assert.Equal(
            moment.Snapshot, last.Status!.History.First(entry => entry.StartedAt <= moment.At).Snapshot));
        Assert.All(last.Status!.History, entry => Assert.True(entry.CompletedAt >= entry.StartedAt));
        Assert.Equal(
            ["Automatic", "Spec", "Request", "Spec", "Request", "Spec", "Spec", "Spec"],
            last.Status.History.Select(entry => entry.Initiator.ToString()));

        async Task<GenAIDeployment> NoteAsync(string history)
        {
            GenAIDeployment found = await world.HistoryAsync(history);
            await World.EventuallyAsync(
                () => world.BindingAsync("app"), binding => binding.Status?.Pending is null, "nothing is on its way");
            live.Add((world.Clock.GetUtcNow(), (await world.LiveAsync())!));
            world.Clock.Leap(TimeSpan.FromSeconds(30)); // the times of a status are whole seconds
            return found;
        }
    }

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    public async Task A_lost_one_is_rebuilt_from_what_Kubernetes_keeps_and_can_be_gone_back_in(string kind)
    {
        await using World world = await World.StartAsync(cluster, "lost");
        if (kind == "Deployment")
        {
            await BoundApp.StartAsync(world);
        }
        else
        {
            await world.ApplyAsync(
                Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Snapshot("two", "greeting-1")
                + Manifests.Snapshot("three", "greeting-1") + Manifests.StatefulSet() + Manifests.BindingTo(kind, "one", "app"));
            await world.SettledOnAsync("one", "app");
        }

        foreach (string snapshot in (string[])["two", "three"])
        {
            await world.PointToAsync(snapshot, "app");
            await world.SettledOnAsync(snapshot, "app");
        }

        await world.Operator.QuietAsync();
        await world.Operator.StopAsync();
        (long before, int kept) = await CountAsync(world, kind);
        await ForgetAsync(world);
        world.StartOperator();

        GenAIDeployment rebuilt = await world.HistoryAsync("3:three:Completed 2:two:Superseded 1:one:Superseded");
        await world.SettledOnAsync("three", "app");
        Assert.All(rebuilt.Status!.History, entry =>
        {
            Assert.Equal(RevisionInitiator.Found, entry.Initiator);
            Assert.StartsWith($"snapshot {entry.Snapshot} (", entry.Cause, StringComparison.Ordinal);
            Assert.Equal(("example.com/app:1", "/etc/keyframe", "main"), (entry.Image, entry.MountPath, Assert.Single(entry.Containers!)));
        });
        Assert.Equal((before, kept), await CountAsync(world, kind));

        await world.RequestAsync("undo revision=1 id=1");
        await world.HistoryAsync("4:one:Completed 3:three:Undone 2:two:Superseded 1:one:Superseded");
        await world.StalledAsync("Undone");
        Assert.Equal((before + 1, kept), await CountAsync(world, kind));
    }

    [Fact]
    public async Task It_keeps_as_many_as_it_is_told_and_always_what_can_be_gone_back_to()
    {
        await using World world = await World.StartAsync(
            cluster, "bounded", RolloutActs.PodsOf("three", PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)));
        await BoundApp.StartAsync(world);
        await world.RespecAsync("""{"revisionHistoryLimit": 2}""");
        foreach (string snapshot in (string[])["two", "one"])
        {
            await world.PointToAsync(snapshot, "app");
            await world.SettledOnAsync(snapshot, "app");
        }

        await world.HistoryAsync("3:one:Completed 2:two:RolledBack");
        await world.RespecAsync("""{"revisionHistoryLimit": 1}""");
        await world.HistoryAsync("3:one:Completed");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        await world.HistoryAsync("5:one:Completed");
        await world.StalledAsync("RolledBack");
        Assert.Equal("one", await world.LiveAsync());
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    /// <summary>The status is lost, as by a backup that does not keep it.</summary>
    private static async Task ForgetAsync(World world)
    {
        const string nothing = """{"status": {"active": null, "desired": null, "history": null, "conditions": null, "workload": null} }""";
        await world.Client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(
            new V1Patch(nothing, V1Patch.PatchType.MergePatch), "keyframe.dev", "v1alpha1", world.Namespace, "genaideployments", "app",
            cancellationToken: Token);
        Assert.Empty((await world.BindingAsync("app"))!.Status?.History ?? []);
    }

    private static async Task<(long Generation, int Kept)> CountAsync(World world, string kind)
    {
        if (kind == "Deployment")
        {
            return ((await world.WorkloadAsync("app")).Metadata.Generation!.Value, (await world.ReplicaSetsAsync()).Count);
        }

        V1StatefulSet set = await world.Client.AppsV1.ReadNamespacedStatefulSetAsync("app", world.Namespace, cancellationToken: Token);
        V1ControllerRevisionList kept = await world.Client.AppsV1.ListNamespacedControllerRevisionAsync(world.Namespace, cancellationToken: Token);
        return (set.Metadata.Generation!.Value, kept.Items.Count);
    }
}
