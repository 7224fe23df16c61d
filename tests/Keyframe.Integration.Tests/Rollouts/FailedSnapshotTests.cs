using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Tests.GitOps;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>A snapshot that fails: taken back without a human where that is sure to help, and left to one where it is not.</summary>
public sealed class FailedSnapshotTests(Cluster cluster)
{
    private const string Refusal = "no such tool: refund_order";

    private static readonly PodBehavior Crashing = PodBehavior.CrashLoopBackOff("main", Refusal, restarts: 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_rolled_back_told_of_held_against_GitOps_and_tried_once_when_asked_to()
    {
        await using World world = await World.StartAsync(cluster, "story", RolloutActs.PodsOf("three", Crashing));
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Binding("three"));

        // Rolled back without a human.
        GenAIDeployment back = await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
        await world.StalledAsync("RolledBack");
        Assert.Equal("one", await world.LiveAsync());
        RevisionEntry[] history = [.. back.Status!.History];
        Assert.Equal((RevisionInitiator.Automatic, 2), (history[0].Initiator, history[0].RollbackOf));
        Assert.Equal(
            new FailureEvidence
            {
                Reason = "CrashLoopBackOff",
                Pod = history[1].Evidence!.Pod,
                Container = "main",
                Message = $"exit code 1 (Error): {Refusal}",
            },
            history[1].Evidence);
        Assert.Equal(("three", "RolledBack", "keyframe-operator"), (back.Status.Hold!.Snapshot, back.Status.Hold.Reason, back.Status.Hold.By));
        string failed = $"three, failed: CrashLoopBackOff in container main of pod {history[1].Evidence!.Pod}: exit code 1 (Error): {Refusal}.";
        await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!,
            events => events[Reasons.RolloutFailed].Contains($"Revision 2, snapshot {failed}") && events[Reasons.RollbackStarted].Any(),
            "events tell what failed and what is done about it");

        // Whoever waits for it hears at once.
        await world.RunAsync("wait", "genaideployment/app", "--for=condition=Stalled", "--timeout=0s");
        JsonObject seen = JsonNode.Parse(await world.RunAsync("get", "genaideployment", "app", "-o", "json"))!.AsObject();
        Assert.Equal("Failed", Kstatus.Of(seen));
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());

        // Git may ask for it for ever.
        int before = world.Operator.Writes.Count;
        for (int time = 0; time < 3; time++)
        {
            await world.ApplyAsync(Manifests.Binding("three"));
            CommandResult synced = await world.Kubectl.RunAsync(
                ["apply", "--server-side", "--force-conflicts", "--field-manager=kustomize-controller", "-f", "-"], Manifests.Binding("three"), Token);
            synced.EnsureSuccess();
        }

        await world.Operator.QuietAsync();
        Assert.Equal(before, world.Operator.Writes.Count);

        // A retry is one attempt.
        RolloutMeter retry = await RolloutMeter.StartAsync(world);
        await world.RequestAsync("retry id=1");
        await world.HistoryAsync("5:one:Completed 4:three:RolledBack 3:one:Completed 2:three:RolledBack 1:one:Completed");
        await world.StalledAsync("RolledBack");
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 0), await retry.SpentAsync());
    }

    [Fact]
    public async Task It_is_taken_back_so_often_and_no_more_until_some_of_that_is_long_ago()
    {
        await using World world = await World.StartAsync(cluster, "limit", RolloutActs.PodsOf("three", Crashing));
        await BoundApp.StartAsync(world);
        await world.PointToAsync("three", "app");
        string history = "3:one:Completed 2:three:RolledBack 1:one:Completed";
        await world.HistoryAsync(history);
        for (int time = 1; time <= 2; time++)
        {
            await world.StalledAsync("RolledBack");
            await world.RequestAsync($"retry id={time}");
            history = $"{3 + (2 * time)}:one:Completed {2 + (2 * time)}:three:RolledBack {history}";
            await world.HistoryAsync(history);
        }

        await world.StalledAsync("RolledBack");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RequestAsync("retry id=3");
        GenAIDeployment given = await world.StalledAsync(Reasons.RollbackLimitReached);
        Assert.Equal($"8:three:Progressing {history}", RolloutActs.InShort(given));
        Assert.Equal("CrashLoopBackOff", given.Status!.History[0].Evidence!.Reason);
        Assert.Contains("happened 3 times within 1h", Conditions.Find(given, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());

        world.Clock.Leap(TimeSpan.FromMinutes(61));
        world.Operator.Resync();
        await world.HistoryAsync($"9:one:Completed 8:three:RolledBack {history}");
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task The_first_one_has_nothing_to_go_back_to()
    {
        await using World world = await World.StartAsync(cluster, "first", RolloutActs.PodsOf("three", Crashing));
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("three", "greeting-1") + Manifests.Workload());
        await world.Operator.QuietAsync();
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Binding("three"));
        GenAIDeployment stalled = await world.StalledAsync(Reasons.NoRollbackTarget);
        Assert.Equal("1:three:Progressing", RolloutActs.InShort(stalled));
        Assert.Contains(Refusal, Conditions.Find(stalled, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.Equal("three", await world.LiveAsync());
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Theory]
    [InlineData("{automatic: false}")]
    [InlineData("{triggers: [ProgressDeadline]}")]
    public async Task Where_the_binding_does_not_want_it_it_is_only_told(string rollback)
    {
        await using World world = await World.StartAsync(cluster, "told", RolloutActs.PodsOf("three", Crashing));
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Binding("three", injection: $"rollback: {rollback}"));
        GenAIDeployment stalled = await world.StalledAsync(Reasons.PodFailure);
        Assert.Equal("2:three:Progressing 1:one:Completed", RolloutActs.InShort(stalled));
        Assert.Equal(("CrashLoopBackOff", "main"), (stalled.Status!.History[0].Evidence!.Reason, stalled.Status.History[0].Evidence!.Container));
        Assert.Null(stalled.Status.Hold);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());

        // Whoever goes back by Git is not held.
        await world.ApplyAsync(Manifests.Binding("one", injection: $"rollback: {rollback}"));
        await world.HistoryAsync("3:one:Completed 2:three:RolledBack 1:one:Completed");
        await world.SettledOnAsync("one", "app");
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }
}
