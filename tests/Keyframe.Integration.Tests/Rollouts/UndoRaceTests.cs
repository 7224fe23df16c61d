using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary><c>kubectl rollout undo</c> locks nothing, so that it may land between any two steps of the operator.</summary>
public sealed class UndoRaceTests(Cluster cluster)
{
    [Fact]
    public async Task An_undo_that_lands_just_before_a_write_of_ours_is_not_lost()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        UndoReplay undo = await UndoReplay.ReadAsync(world, "one");
        OnceBefore(world, IsTemplateWrite, undo.WriteAsync);
        await world.PointToAsync("three", "app");

        // The write was made for what the undo has replaced, and is refused. What is held is what somebody did not want to wait for.
        GenAIDeployment undone = await world.StalledAsync("Undone");
        Assert.Equal(("one", "three"), (undone.Status!.Active!.Snapshot, undone.Status.Hold!.Snapshot));
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
        Assert.Equal(
            ["4:one:Undo", "3:three:Spec", "2:two:Spec", "1:one:Spec"],
            undone.Status.History.Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Initiator}"));
    }

    [Fact]
    public async Task An_undo_that_lands_just_before_a_way_back_of_ours_is_not_lost()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        await world.PointToAsync("three", "app");
        await world.SettledOnAsync("three", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        UndoReplay undo = await UndoReplay.ReadAsync(world, "one");
        OnceBefore(world, IsTemplateWrite, undo.WriteAsync);
        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=undo id=1");

        GenAIDeployment undone = await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => found.Status is { Pending: null, Active.Snapshot: "one" }, "the undo is taken up");
        Assert.Equal("three", undone.Status!.Hold!.Snapshot);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
    }

    [Fact]
    public async Task An_undo_that_was_decided_before_a_write_of_ours_and_lands_after_it_is_adopted()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        UndoReplay undo = await UndoReplay.ReadAsync(world, "one");
        await world.PointToAsync("three", "app");
        await world.SettledOnAsync("three", "app");
        await undo.WriteAsync();
        GenAIDeployment undone = await world.StalledAsync("Undone");
        Assert.Equal(("one", "three"), (undone.Status!.Active!.Snapshot, undone.Status.Hold!.Snapshot));
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Fact]
    public async Task An_undo_that_lands_between_our_write_and_its_record_is_adopted()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        UndoReplay undo = await UndoReplay.ReadAsync(world, "one");
        bool written = false;
        OnceBefore(world, request => (written |= IsTemplateWrite(request)) && IsStatusWrite(request), undo.WriteAsync);
        await world.PointToAsync("three", "app");
        GenAIDeployment undone = await world.StalledAsync("Undone");
        Assert.Equal(("one", "three"), (undone.Status!.Active!.Snapshot, undone.Status.Hold!.Snapshot));
        Assert.Equal("one", await world.CarriedAsync());
        // Whether Kubernetes made a ReplicaSet of three is a matter of time.
        RolloutCost cost = await meter.SpentAsync();
        Assert.Equal((2, 2), (cost.Writes, cost.Generations));
        Assert.InRange(cost.ReplicaSets, 0, 1);
    }

    [Fact]
    public async Task A_write_of_ours_that_nobody_recorded_as_done_is_not_taken_for_an_undo()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        bool written = false;
        var never = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        world.Operator.Objects.Before = async (request, token) =>
        {
            if ((written |= IsTemplateWrite(request)) && IsStatusWrite(request))
            {
                reached.TrySetResult();
                await never.Task.WaitAsync(token);
            }
        };
        // Back to one, so that it looks exactly as an undo does.
        await world.PointToAsync("one", "app");
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        await world.Operator.StopAsync();
        GenAIDeployment cut = (await world.BindingAsync("app"))!;
        Assert.Equal(("two", "one"), (cut.Status!.Active!.Snapshot, cut.Status.Pending!.Snapshot));
        Assert.Equal("one", await world.CarriedAsync());

        world.StartOperator();
        GenAIDeployment settled = await world.SettledOnAsync("one", "app");
        Assert.Null(settled.Status!.Hold);
        Assert.Equal(
            ["3:one:Spec:Completed", "2:two:Spec:RolledBack", "1:one:Spec:Completed"],
            settled.Status.History.Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Initiator}:{entry.Result}"));
        // The first operator's write; none by the second.
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task Two_undos_in_a_row_go_there_and_back_and_the_history_shows_both()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        await world.RunAsync("rollout", "undo", "deployment/app");
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        Assert.Null(settled.Status!.Hold);
        Assert.Equal(
            ["4:two:Undo<3", "3:one:Undo<2", "2:two:Spec<", "1:one:Spec<"],
            settled.Status.History.Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Initiator}<{entry.RollbackOf}"));
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task Two_undos_in_a_row_that_nobody_watched_leave_everything_as_it_was()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.Operator.StopAsync();
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        await world.RunAsync("rollout", "undo", "deployment/app");
        world.StartOperator();
        await World.EventuallyAsync(
            () => world.WorkloadAsync("app")!,
            found => found.Metadata.ManagedFields.Any(entry => entry is { Manager: "keyframe-operator", Operation: "Apply" }
                && entry.FieldsV1.ToString()!.Contains("keyframe.dev/digest", StringComparison.Ordinal)),
            "the operator takes part in it again");
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        Assert.Equal(2, settled.Status!.History.Count);
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task Revisions_of_the_workload_move_with_an_undo_and_those_of_the_binding_do_not()
    {
        await using World world = await World.StartAsync(cluster, "race");
        await BoundOnTwoAsync(world);
        Assert.Equal("2", await RevisionOfAsync(world, "one"));
        await world.RunAsync("rollout", "undo", "deployment/app");
        await world.StalledAsync("Undone");
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        Assert.Equal("4", await RevisionOfAsync(world, "one"));
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request=undo revision=2 id=1");
        await world.SettledOnAsync("two", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    private static async Task BoundOnTwoAsync(World world)
    {
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
    }

    private static async Task<string> RevisionOfAsync(World world, string snapshot) => (await world.ReplicaSetsAsync()).Single(set =>
        set.Spec.Template.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? carried) && carried == snapshot)
        .Metadata.Annotations["deployment.kubernetes.io/revision"];

    /// <summary>Does something right before the operator sends a request, the first time that it is about to.</summary>
    private static void OnceBefore(World world, Func<HttpRequestMessage, bool> which, Func<Task> what)
    {
        int times = 0;
        world.Operator.Objects.Before = async (request, _) =>
        {
            if (which(request) && Interlocked.Increment(ref times) == 1)
            {
                await what();
            }
        };
    }

    private static bool IsTemplateWrite(HttpRequestMessage request) =>
        request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/deployments/app", StringComparison.Ordinal);

    private static bool IsStatusWrite(HttpRequestMessage request) =>
        request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/genaideployments/app/status", StringComparison.Ordinal);
}
