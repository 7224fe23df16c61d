using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>The annotation keyframe.dev/request: carried out once, answered in status.lastHandledRequest.</summary>
public sealed class RequestTests(Cluster cluster)
{
    private static readonly RolloutCost Nothing = new(Writes: 0, Generations: 0, ReplicaSets: 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undo_goes_back_to_what_completed_before_and_holds_what_the_spec_asks_for()
    {
        await using World world = await OnTwoAsync();
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RequestAsync("undo id=1");
        GenAIDeployment undone = await world.HistoryAsync("3:one:Completed 2:two:Undone 1:one:Completed");
        await world.StalledAsync("Undone");
        Assert.Equal((RevisionInitiator.Request, 2), (undone.Status!.History[0].Initiator, undone.Status.History[0].RollbackOf));
        Assert.Equal(("two", "Undone", "request 1"), (undone.Status.Hold!.Snapshot, undone.Status.Hold.Reason, undone.Status.Hold.By));
        HandledRequest answer = undone.Status.LastHandledRequest!;
        Assert.Equal(
            ("1", "undo id=1", RequestResult.Accepted, "Revision 2 is undone: back to revision 1, snapshot one."),
            (answer.Id, answer.Request, answer.Result, answer.Message));
        Assert.Equal("one", await world.LiveAsync());
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task Undo_goes_to_the_revision_that_it_names()
    {
        await using World world = await OnTwoAsync();
        await world.PointToAsync("three", "app");
        await world.SettledOnAsync("three", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RequestAsync("undo revision=1 id=back");
        await world.HistoryAsync("4:one:Completed 3:three:Undone 2:two:Completed 1:one:Completed");

        // And on to one that the spec does not ask for either.
        await world.RequestAsync("undo revision=2 id=forth");
        GenAIDeployment moved = await world.HistoryAsync("5:two:Completed 4:one:Undone 3:three:Undone 2:two:Completed 1:one:Completed");
        Assert.Equal("three", moved.Status!.Hold?.Snapshot);

        // What the spec asks for is not held once it runs again.
        await world.RequestAsync("undo revision=3 id=home");
        GenAIDeployment home = await world.SettledOnAsync("three", "app");
        Assert.Null(home.Status!.Hold);
        Assert.Equal(new RolloutCost(Writes: 3, Generations: 3, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task Abort_ends_a_rollout_that_is_under_way()
    {
        await using World world = await OnTwoAsync();
        world.Decide = RolloutActs.PodsOf("three", PodBehavior.NotReady);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.PointToAsync("three", "app");
        await world.HistoryAsync("3:three:Progressing 2:two:Completed 1:one:Completed");
        await world.RequestAsync("abort id=1");
        GenAIDeployment aborted = await world.HistoryAsync("4:two:Completed 3:three:Aborted 2:two:Completed 1:one:Completed");
        await world.StalledAsync("Aborted");
        Assert.Equal(
            (RequestResult.Accepted, "Revision 3 is ended: back to revision 2, snapshot two."),
            (aborted.Status!.LastHandledRequest!.Result, aborted.Status.LastHandledRequest.Message));
        Assert.Equal(("three", "Aborted"), (aborted.Status.Hold!.Snapshot, aborted.Status.Hold.Reason));
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
    }

    [Fact]
    public async Task What_cannot_be_carried_out_is_answered_with_why_and_changes_nothing()
    {
        await using World world = await World.StartAsync(cluster, "malformed");
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        (string Request, string Id, string Message)[] rows =
        [
            ("rollback id=1", "1", "It must be retry, abort or undo, such as: undo revision=3 id=dana-1."),
            ("undo", "undo", "It needs an id that no request before it had, such as: undo id=dana-1."),
            ("undo id=", "undo id=", "It needs an id that no request before it had, such as: undo id=dana-1."),
            ("undo to=1 id=2", "2", "It has no option \"to=1\"; there are id= and, for undo, revision=."),
            ("undo revision=one id=3", "3", "revision= takes a number of status.history, not \"one\"."),
            ("retry revision=1 id=4", "4", "revision= is for undo, not for retry."),
            ("undo revision=9 id=5", "5", "status.history has no revision 9."),
            ("undo revision=1 id=6", "6", "Revision 1 is what runs already."),
            ("undo id=7", "7", "No earlier revision completed that is not held and whose ConfigMap is still there. Name one by revision=…."),
            ("retry id=8", "8", "Nothing is held, so there is nothing to try again."),
            ("abort id=9", "9", "No rollout is under way. To go back to an earlier revision: kubectl annotate gdep app "
                + $"-n {world.Namespace} --overwrite keyframe.dev/request=\"undo id=$(date +%s)\""),
        ];
        foreach ((string request, string id, string message) in rows)
        {
            await world.RequestAsync(request);
            HandledRequest answer = await world.AnswerAsync(id);
            Assert.Equal((request, RequestResult.Rejected, message), (answer.Request, answer.Result, answer.Message));
        }

        await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!,
            events => events[Reasons.RequestHandled].Contains("undo revision=9 id=5: Rejected. status.history has no revision 9."),
            "an event tells as well");
        Assert.Equal(Nothing, await meter.SpentAsync());
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task A_revision_whose_config_map_is_gone_is_not_gone_back_to()
    {
        await using World world = await OnTwoAsync();
        GenAIDeployment binding = (await world.BindingAsync("app"))!;
        string gone = binding.Status!.History[1].ConfigMap!;
        await world.RunAsync("delete", "genaiappsnapshot", "one");
        await world.RunAsync("delete", "configmap", gone);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RequestAsync("undo revision=1 id=1");
        HandledRequest answer = await world.AnswerAsync("1");
        Assert.Equal(
            (RequestResult.Rejected, $"ConfigMap {gone} of revision 1 is gone. Apply snapshot one again first."), (answer.Result, answer.Message));
        await world.RequestAsync("undo id=2");
        Assert.Equal(RequestResult.Rejected, (await world.AnswerAsync("2")).Result);
        Assert.Equal(Nothing, await meter.SpentAsync());

        await world.ApplyAsync(Manifests.Snapshot("one", "greeting-1", settings: "settings: {n: 1}"));
        await World.EventuallyAsync(() => world.ConfigMapAsync(gone), _ => true, "it is there again");
        await world.Operator.QuietAsync();
        await world.RequestAsync("undo revision=1 id=3");
        await world.HistoryAsync("3:one:Completed 2:two:Undone 1:one:Completed");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    [Fact]
    public async Task A_request_that_stays_or_comes_again_or_goes_away_is_not_carried_out_again()
    {
        await using World world = await OnTwoAsync();
        await world.RequestAsync("undo id=1");
        await world.HistoryAsync("3:one:Completed 2:two:Undone 1:one:Completed");
        await world.PointToAsync("three", "app");
        await world.HistoryAsync("4:three:Completed 3:one:Completed 2:two:Undone 1:one:Completed");
        await world.SettledOnAsync("three", "app");

        // GitOps applies it for ever, also while the operator is away and when it comes back.
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        string annotated = Manifests.Binding("three").Replace(
            "{name: app}\nspec", "{name: app, annotations: {keyframe.dev/request: undo id=1} }\nspec", StringComparison.Ordinal);
        Assert.Contains("undo id=1", annotated, StringComparison.Ordinal);
        await SyncAsync(world, annotated);
        await SyncAsync(world, annotated);
        Assert.Equal(Nothing, await meter.SpentAsync());
        await world.Operator.StopAsync();
        await SyncAsync(world, annotated);
        world.StartOperator();
        Assert.Equal(Nothing, await meter.SpentAsync());

        // Taken away, and put there again.
        await world.RunAsync("annotate", "genaideployment", "app", "keyframe.dev/request-");
        await world.RequestAsync("undo id=1");
        Assert.Equal(Nothing, await meter.SpentAsync());
        await world.SettledOnAsync("three", "app");

        // The same words with another id are another request.
        await world.RequestAsync("undo id=2");
        await world.HistoryAsync("5:one:Completed 4:three:Undone 3:one:Completed 2:two:Undone 1:one:Completed");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 1, ReplicaSets: 0), await meter.SpentAsync());
    }

    private static async Task SyncAsync(World world, string yaml)
    {
        CommandResult synced = await world.Kubectl.RunAsync(
            ["apply", "--server-side", "--force-conflicts", "--field-manager=kustomize-controller", "-f", "-"], yaml, Token);
        synced.EnsureSuccess();
    }

    private async Task<World> OnTwoAsync()
    {
        World world = await World.StartAsync(cluster, "request");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        await world.HistoryAsync("2:two:Completed 1:one:Completed");
        await world.SettledOnAsync("two", "app");
        return world;
    }
}
