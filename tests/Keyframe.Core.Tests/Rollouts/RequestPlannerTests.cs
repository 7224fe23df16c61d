using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>What is asked for by annotation: answered once, carried out at most once.</summary>
public sealed class RequestPlannerTests
{
    [Theory]
    [InlineData("retry id=a", RequestAction.Retry, "a", null)]
    [InlineData("abort id=2026-11-23T10:00:00Z", RequestAction.Abort, "2026-11-23T10:00:00Z", null)]
    [InlineData(" undo   id=a ", RequestAction.Undo, "a", null)]
    [InlineData("undo revision=12 id=a", RequestAction.Undo, "a", 12L)]
    [InlineData("undo id=a revision=12", RequestAction.Undo, "a", 12L)]
    public void A_request_is_a_verb_with_options(string text, RequestAction action, string id, long? revision)
    {
        RolloutRequest request = RolloutRequest.Parse(text)!;
        Assert.Equal((action, id, revision, null), (request.Action, request.Id, request.Revision, request.Fault));
    }

    [Theory]
    [InlineData("restart id=a", "It must be retry, abort or undo")]
    [InlineData("id=a", "It must be retry, abort or undo")]
    [InlineData("retry", "It needs an id")]
    [InlineData("retry id=", "It needs an id")]
    [InlineData("undo 3 id=a", "It has no option \"3\"")]
    [InlineData("undo revision=three id=a", "revision= takes a number of status.history, not \"three\"")]
    [InlineData("undo revision=-1 id=a", "revision= takes a number")]
    [InlineData("retry revision=3 id=a", "revision= is for undo, not for retry")]
    public void What_cannot_be_read_is_answered_with_what_to_write(string text, string words)
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").Request(text).Plan();
        HandledRequest answer = plan.Status.LastHandledRequest!;
        Assert.Equal((RequestResult.Rejected, text), (answer.Result, answer.Request));
        Assert.Contains(words, answer.Message, StringComparison.Ordinal);
        Assert.Equal((Reasons.RequestHandled, true), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
        plan.Status.IsReady(Reasons.RolledOut);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Nothing_asked_is_nothing_answered(string? text) => Assert.Null(RolloutRequest.Parse(text));

    [Fact]
    public void A_request_beyond_all_measure_is_refused_and_cut()
    {
        RolloutRequest request = RolloutRequest.Parse("undo id=" + new string('x', 1_000_000))!;
        Assert.NotNull(request.Fault);
        Assert.InRange(request.Text.Length, 1, RolloutRequest.MaxLength + 1);
        Assert.InRange(request.Id.Length, 1, RolloutRequest.MaxLength + 1);
    }

    [Fact]
    public void Undo_goes_back_to_the_last_revision_that_completed()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Request("undo id=a");
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal(A.Section("v1").Hash, plan.Template?.Section?.Hash);
        Assert.Equal("a", plan.WriteAhead?.LastHandledRequest?.Id);
        stage.Settle().FinishPods().Settle();
        stage.Status.IsStalled(Reasons.Undone);
        Assert.Equal("3:v1:Completed<2 2:v2:Undone 1:v1:Completed", stage.HistoryInShort);
        Assert.Equal((RevisionInitiator.Request, "request a"), (stage.Status.History[0].Initiator, stage.Status.Hold?.By));
        Assert.Equal(
            (RequestResult.Accepted, "Revision 2 is undone: back to revision 1, snapshot v1."),
            (stage.Status.LastHandledRequest?.Result, stage.Status.LastHandledRequest?.Message));
    }

    [Fact]
    public void Undo_goes_back_to_the_revision_it_names()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").RollOut("v3").Request("undo revision=1 id=a").Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Theory]
    [InlineData("undo revision=7 id=a", "status.history has no revision 7")]
    [InlineData("undo revision=2 id=a", "Revision 2 is what runs already")]
    [InlineData("abort id=a", "No rollout is under way")]
    [InlineData("retry id=a", "Nothing is held")]
    public void What_makes_no_sense_now_is_refused(string text, string words)
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Request(text).Settle();
        Assert.Equal(RequestResult.Rejected, stage.Status.LastHandledRequest?.Result);
        Assert.Contains(words, stage.Status.LastHandledRequest?.Message, StringComparison.Ordinal);
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v2", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_revision_without_its_config_map_is_refused()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").LoseConfigMap("v1").Request("undo revision=1 id=a").Settle();
        Assert.Contains("is gone. Apply snapshot v1 again first.", stage.Status.LastHandledRequest?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Abort_ends_a_rollout_that_is_under_way()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().Request("abort id=a").Settle().FinishPods().Settle();
        stage.Status.IsStalled(Reasons.Aborted);
        Assert.Equal("3:v1:Completed<2 2:v2:Aborted 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void Abort_ends_a_rollout_that_was_never_written()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), Step.WriteAhead).Request("abort id=a").Settle();
        stage.Status.IsStalled(Reasons.Aborted);
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("2:v2:Superseded 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void The_same_id_is_carried_out_once()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Request("undo id=a").Settle().FinishPods().Settle();
        stage.RollOut("v3").Pass(TimeSpan.FromDays(1)).Settle();
        Assert.Equal("v3", stage.Live?.Snapshot);
        stage.Request("undo id=b").Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_request_is_not_answered_while_there_is_no_workload()
    {
        Stage stage = new Stage().RollOut("v1").Request("retry id=a");
        Assert.Null(stage.Plan(stage.Observe() with { Workload = null }).Status.LastHandledRequest);
    }
}
