using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

public sealed class HistoryTests
{
    [Theory]
    [InlineData("v1", "1:v1:Completed")]
    [InlineData("v1 v2", "2:v2:Completed 1:v1:Completed")]
    [InlineData("v1 v2 v1", "3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed")]
    [InlineData("v1 v2 v1 v2", "4:v2:Completed 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed")]
    [InlineData("v1 v2 v1 v2 v1", "5:v1:Completed<4 4:v2:RolledBack 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed")]
    [InlineData("v1 v2 v3 v2", "4:v2:Completed<3 3:v3:RolledBack 2:v2:Completed 1:v1:Completed")]
    [InlineData("v1 v2 v3 v1", "4:v1:Completed<3 3:v3:RolledBack 2:v2:Completed 1:v1:Completed")]
    [InlineData("v1 v2 v1 v3", "4:v3:Completed 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed")]
    [InlineData("v2 v1", "2:v1:Completed 1:v2:Completed")]
    [InlineData("v1 v1", "1:v1:Completed")]
    public void Going_back_to_what_ran_before_is_a_rollback_and_going_there_again_is_not(string asked, string history)
    {
        var stage = new Stage();
        foreach (string snapshot in asked.Split(' '))
        {
            stage.RollOut(snapshot);
        }

        Assert.Equal(history, stage.HistoryInShort);
    }

    [Fact]
    public void A_rollout_that_is_replaced_before_it_is_complete_is_superseded()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().RollOut("v3");
        Assert.Equal("3:v3:Completed 2:v2:Superseded 1:v1:Completed", stage.HistoryInShort);
        Assert.NotNull(stage.Status.History[1].CompletedAt);
    }

    [Fact]
    public void A_rollout_that_is_taken_back_before_it_is_complete_is_rolled_back()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle();
        DateTimeOffset before = stage.Now;
        stage.RollOut("v1");
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
        Assert.Equal(before, stage.Status.History[1].CompletedAt);
    }

    [Fact]
    public void Naming_a_snapshot_again_that_failed_is_another_attempt_and_no_rollback_of_what_works()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().FailPods().Settle().FailPods(false).FinishPods().Settle()
            .RollOut("v3").Ask("v2").Settle();
        Assert.Equal("5:v2:Progressing 4:v3:Completed 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
        stage.FailPods().Settle();
        Assert.Equal("v3", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_completed_revision_keeps_the_time_of_its_completion_when_it_is_taken_back()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2");
        DateTimeOffset? completed = stage.Status.History[0].CompletedAt;
        stage.Pass(TimeSpan.FromDays(1)).RollOut("v1");
        Assert.Equal(completed, stage.Status.History[1].CompletedAt);
    }

    [Theory]
    [InlineData(1, "5:v1:Completed")]
    [InlineData(2, "5:v1:Completed<4 4:v3:RolledBack")]
    [InlineData(3, "5:v1:Completed<4 4:v3:RolledBack 3:v1:Completed<2")]
    [InlineData(5, "5:v1:Completed<4 4:v3:RolledBack 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed")]
    public void The_history_keeps_the_newest_and_knows_no_more_than_it_keeps(int limit, string history)
    {
        var stage = new Stage(A.Binding().Keeping(limit));
        foreach (string snapshot in (string[])["v1", "v2", "v1", "v3", "v1"])
        {
            stage.RollOut(snapshot);
            Assert.InRange(stage.Status.History.Count, 1, Math.Max(2, limit));
        }

        Assert.Equal(history, stage.HistoryInShort);
    }

    [Fact]
    public void A_lowered_limit_is_kept_at_the_next_look()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").RollOut("v3");
        stage.Respec(spec => spec with { RevisionHistoryLimit = 2 }).Settle();
        Assert.Equal("3:v3:Completed 2:v2:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void What_is_active_and_what_is_pending_stay_whatever_the_limit()
    {
        Stage stage = new Stage(A.Binding().Keeping(1)).RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), Step.WriteAhead);
        Assert.Equal("2:v2:Progressing 1:v1:Completed", stage.HistoryInShort);
        stage.Ask("v3");
        stage.Carry(stage.Plan(), Step.WriteAhead);
        Assert.Equal("3:v3:Progressing 1:v1:Completed", stage.HistoryInShort);
        Assert.Null(stage.Ask("v1").Plan().Template);
        Assert.Equal("3:v3:Superseded 1:v1:Completed", stage.Settle().HistoryInShort);
    }

    [Fact]
    public void A_number_is_never_given_twice()
    {
        Stage stage = new Stage(A.Binding().Keeping(1)).RollOut("v1").Ask("v2");
        stage.Carry(stage.Plan(), Step.WriteAhead).Ask("v1").Settle().Ask("v3").Settle();
        Assert.Equal("3:v3:Progressing 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void What_a_pending_undo_leaves_to_go_back_to_is_not_lost_when_the_operator_dies()
    {
        Stage stage = new Stage(A.Binding().Keeping(1)).RollOut("v1").RollOut("v2").UndoTo("v1");
        stage.Carry(stage.Plan(), Step.WriteAhead);
        Assert.Equal("3:v1:Progressing<2 2:v2:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void What_a_rollout_would_go_back_to_stays_whatever_the_limit()
    {
        Stage stage = new Stage(A.Binding().Keeping(1)).RollOut("v1").Ask("v2").Settle();
        Assert.Equal("2:v2:Progressing 1:v1:Completed", stage.HistoryInShort);
        stage.FailPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("1:v1:Completed", new Stage(A.Binding().Keeping(1)).RollOut("v1").HistoryInShort);
        Assert.Equal("2:v2:Completed", new Stage(A.Binding().Keeping(1)).RollOut("v1").RollOut("v2").HistoryInShort);
    }

    [Fact]
    public void Rollbacks_are_counted_whatever_the_limit()
    {
        Stage stage = new Stage(A.Binding().Keeping(1)).RollOut("v1");
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            stage.Ask(attempt % 2 == 0 ? "v2" : "v3").Settle().FailPods().Settle().FailPods(false).FinishPods().Settle();
            stage.Status.IsStalled(Reasons.RolledBack);
        }

        stage.Ask("v2").Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.RollbackLimitReached);
        stage.FailPods(false).FinishPods().Settle().Pass(TimeSpan.FromHours(1)).Settle();
        Assert.Single(stage.Status.History);
    }

    [Fact]
    public void Revisions_that_never_reach_the_template_do_not_push_out_the_active_one()
    {
        Stage stage = new Stage(A.Binding().Keeping(3)).RollOut("v1");
        foreach (string refused in (string[])["v2", "v3", "v2", "v3", "v2"])
        {
            stage.Ask(refused);
            stage.Carry(stage.Plan(), Step.WriteAhead);
        }

        Assert.Equal("6:v2:Progressing 5:v3:Superseded 1:v1:Completed", stage.HistoryInShort);
        Assert.Equal(
            RevisionResult.Completed, stage.Ask("v1").Settle().Status.History.Single(entry => entry.Revision == 1).Result);
    }

    [Fact]
    public void Times_tell_when_a_revision_was_decided_and_when_every_pod_ran_it()
    {
        var stage = new Stage();
        stage.Settle();
        DateTimeOffset decided = A.Moment;
        DateTimeOffset complete = stage.Pass(TimeSpan.FromMinutes(3)).Now;
        stage.FinishPods().Settle();
        RevisionEntry entry = Assert.Single(stage.Status.History);
        Assert.Equal((decided, complete), (entry.StartedAt, entry.CompletedAt));
    }
}
