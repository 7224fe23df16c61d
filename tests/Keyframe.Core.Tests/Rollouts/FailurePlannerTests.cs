using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>A rollout that fails is taken back without a human, with evidence, and is not tried again by itself.</summary>
public sealed class FailurePlannerTests
{
    private static Stage Failing => new Stage().RollOut("v1").Ask("v2").Settle().FailPods();

    private static PodTemplate Image2(PodTemplate template) =>
        template.WithContainer("app", container => container with { Image = "registry.example/app:2" });

    [Fact]
    public void A_snapshot_whose_pods_crash_is_taken_back()
    {
        Plan<GenAIDeploymentStatus> plan = Failing.Plan();
        Assert.Equal((A.Section("v1").Hash, true), (plan.Template!.Section!.Hash, plan.Template.MayTakeOver));
        Assert.Equal("3:v1:Progressing<2 2:v2:Progressing 1:v1:Completed", Stage.Short(plan.WriteAhead!));
        Assert.Equal("3:v1:Progressing<2 2:v2:RolledBack 1:v1:Completed", Stage.Short(plan.Status));
        Assert.Equal(RevisionInitiator.Automatic, plan.Status.History[0].Initiator);
        Assert.Equal(
            $"rollback to snapshot v1 ({A.DigestOf("v1").Short}) from v2, which failed: CrashLoopBackOff",
            plan.Template.ChangeCause);
        plan.Status.IsStalled(Reasons.RolledBack);
        plan.Status.Says(
            $"Snapshot v2 ({A.DigestOf("v2").Short}) failed: CrashLoopBackOff in container app of pod support-bot-1: exit code 1 (Error): no such tool.");
        Assert.Equal(("support-bot-1", "app"), (plan.Status.History[1].Evidence?.Pod, plan.Status.History[1].Evidence?.Container));
        Assert.Equal([Reasons.RolloutFailed, Reasons.RollbackStarted], plan.Events.Select(note => note.Reason));
    }

    [Fact]
    public void It_is_not_tried_again_however_often_it_is_asked_for()
    {
        Stage stage = Failing.Settle().FailPods(false).FinishPods().Settle().Pass(TimeSpan.FromHours(5)).Ask("v2").Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Status.IsStalled(Reasons.RolledBack);
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_retry_tries_it_once()
    {
        Stage stage = Failing.Settle().FailPods(false).FinishPods().Settle().Request("retry id=1").Settle();
        Assert.Equal("v2", stage.Live?.Snapshot);
        Assert.Equal(RequestResult.Accepted, stage.Status.LastHandledRequest?.Result);
        Assert.Equal(RevisionInitiator.Request, stage.Status.History[0].Initiator);
        stage.FailPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Status.IsStalled(Reasons.RolledBack);
        stage.FailPods(false).FinishPods().Settle().Pass(TimeSpan.FromHours(1)).Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_retry_that_works_ends_the_hold()
    {
        Stage stage = Failing.Settle().FailPods(false).FinishPods().Settle().Request("retry id=1").Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Null(stage.Status.Hold);
        Assert.Equal("4:v2:Completed 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void Without_a_revision_that_completed_there_is_no_way_back()
    {
        Stage stage = new Stage().Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.NoRollbackTarget);
        stage.Status.Says("CrashLoopBackOff in container app of pod support-bot-1");
        Assert.Equal("CrashLoopBackOff", stage.Status.History[0].Evidence?.Reason);
    }

    [Fact]
    public void A_revision_whose_config_map_is_gone_is_no_way_back()
    {
        Stage stage = Failing.LoseConfigMap("v1").Settle();
        stage.Status.IsStalled(Reasons.NoRollbackTarget);
        Assert.Equal("v2", stage.Live?.Snapshot);
    }

    [Theory]
    [InlineData(false, RollbackTrigger.PodFailure)]
    [InlineData(true, RollbackTrigger.ProgressDeadline)]
    public void What_the_policy_does_not_cover_is_told_and_left(bool automatic, RollbackTrigger on)
    {
        Stage stage = Failing.Respec(spec => spec with { Rollback = new RollbackSpec { Automatic = automatic, Triggers = [on] } }).Settle();
        stage.Status.IsStalled(Reasons.PodFailure);
        stage.Status.Says("Set spec.snapshotRef back to v1, or go back now: kubectl annotate gdep");
        Assert.Equal("v2", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_paused_binding_is_not_rolled_back_by_itself()
    {
        Stage stage = Failing.Respec(spec => spec with { Paused = true }).Settle();
        stage.Status.IsStalled(Reasons.PodFailure);
        stage.Status.Says("spec.paused is true");
    }

    [Fact]
    public void What_it_went_back_to_is_not_taken_back_in_turn()
    {
        Stage stage = Failing.Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.PodFailure);
        stage.Status.Says("Snapshot v1 failed: CrashLoopBackOff");
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("3:v1:Progressing<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void After_as_many_rollbacks_as_are_allowed_a_human_has_to_look()
    {
        var stage = new Stage().RollOut("v1").Respec(spec => spec with { Rollback = new RollbackSpec { Limit = new RollbackLimit { Count = 2 } } });
        for (int attempt = 0; attempt < 2; attempt++)
        {
            stage.Request($"retry id={attempt}").Ask(attempt % 2 == 0 ? "v2" : "v3").Settle().FailPods().Settle();
            stage.FailPods(false).FinishPods().Settle();
            Assert.Equal("v1", stage.Live?.Snapshot);
        }

        stage.Ask("v2").Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.RollbackLimitReached);
        stage.Status.Says("2 times within 1h");
        Assert.Equal("v2", stage.Live?.Snapshot);

        stage.Pass(TimeSpan.FromHours(1)).Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Fact]
    public void Where_the_image_was_changed_too_nobody_can_tell_which_it_was()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle()
            .Edit(Image2).FailPods().Settle();
        stage.Status.IsStalled(Reasons.CannotAttribute);
        stage.Status.Says("spec.containers[app].image registry.example/app:1 → registry.example/app:2");
        Assert.Equal("v2", stage.Live?.Snapshot);
    }

    [Fact]
    public void An_image_that_came_right_before_the_snapshot_is_as_suspect()
    {
        Stage stage = new Stage().RollOut("v1").RunPods().Settle().Edit(Image2).Settle().Ask("v2").Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.CannotAttribute);
        stage.Status.Says("spec.containers[app].image registry.example/app:1 → registry.example/app:2");
    }

    [Fact]
    public void An_image_with_which_all_pods_ran_is_not()
    {
        Stage stage = new Stage().RollOut("v1").RunPods().Settle().Edit(Image2).FinishPods().RunPods().Settle()
            .Ask("v2").Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.RolledBack);
        Assert.Equal("registry.example/app:2", stage.Workload.Spec.Template.Spec.Containers[0].Image);
    }

    [Fact]
    public void Pods_of_the_snapshot_with_an_image_that_was_put_right_since_tell_nothing()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().Edit(Image2).FailPods().Settle();
        stage.Status.IsStalled(Reasons.CannotAttribute);
        stage.Edit(template => template.WithContainer("app", container => container with { Image = "registry.example/app:1" })).Settle();
        stage.Status.IsProgressing(Reasons.RollingOut);
        Assert.Equal("v2", stage.Live?.Snapshot);
        stage.FailPods().Settle();
        stage.Status.IsStalled(Reasons.RolledBack);
    }

    [Theory]
    [InlineData("registry.example/app:1", Reasons.RolledBack)]
    [InlineData("registry.example/app:2", Reasons.CannotAttribute)]
    public void Of_a_revision_that_was_trimmed_the_image_is_on_record(string image, string reason)
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle()
            .Edit(template => template.WithContainer("app", container => container with { Image = image })).Trim().FailPods();
        stage.Plan().Status.IsStalled(reason);
    }

    [Fact]
    public void A_way_of_injecting_that_fails_is_held_like_a_snapshot()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Injection = new InjectionSpec { MountPath = "/config" } }).Settle();
        Assert.Equal(A.Section("v1", "/config").Hash, stage.Live?.Injection);
        stage.FailPods().Settle().FailPods(false).FinishPods().Settle();
        Assert.Equal(A.Section("v1").Hash, stage.Live?.Injection);
        stage.Status.IsStalled(Reasons.RolledBack);
        stage.Respec(spec => spec with { Injection = new InjectionSpec { MountPath = "/other" } }).Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void Other_changes_of_the_spec_apply_on_top_of_what_is_active()
    {
        Stage stage = Failing.Settle().FailPods(false).FinishPods().Settle()
            .Respec(spec => spec with { Injection = new InjectionSpec { MountPath = "/config" } }).Settle().FinishPods().Settle();
        Assert.Equal(A.Section("v1", "/config").Hash, stage.Live?.Injection);
        stage.Status.IsStalled(Reasons.RolledBack);
        Assert.Equal("4:v1:Completed 3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_rollback_that_was_cut_short_before_its_write_goes_on()
    {
        Stage stage = Failing;
        stage.Carry(stage.Plan(), Step.WriteAhead);
        Plan<GenAIDeploymentStatus> again = stage.Plan();
        Assert.Equal(A.Section("v1").Hash, again.Template?.Section?.Hash);
        Assert.Null(again.WriteAhead);
        stage.FailPods(false).Settle().FinishPods().Settle();
        Assert.Equal("3:v1:Completed<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_revision_that_completed_is_the_workloads_own_affair()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").FailPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v2", stage.Live?.Snapshot);
    }
}
