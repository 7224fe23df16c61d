using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>What stops a binding: spec.detach takes everything out in one write, spec.paused begins nothing.</summary>
public sealed class DetachPlannerTests
{
    [Fact]
    public void Detaching_takes_everything_out_in_one_write()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Detach = true });
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Null(plan.Template!.Section);
        Assert.Equal("snapshot v1 taken out", plan.Template.ChangeCause);
        Assert.Equal(Reasons.Detached, Assert.Single(plan.Events).Reason);
        stage.Settle();
        stage.Status.IsReady(Reasons.Detached);
        Assert.Null(stage.Live);
        Assert.Null(stage.Status.Active);
        Assert.Equal(ConditionStatus.True, stage.Status.Get(ConditionTypes.WorkloadDetached).Status);
    }

    [Fact]
    public void An_operator_that_died_before_it_let_go_of_the_containers_does_that_first()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Detach = true });
        stage.Land(stage.Plan().Template!);
        stage.Workload.IsClaimedByOperator = true;
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal((null, "snapshot v1 taken out"), (plan.Template!.Section, plan.Template.ChangeCause));
        stage.Settle();
        stage.Status.IsReady(Reasons.Detached);
    }

    [Fact]
    public void Where_there_is_nothing_to_take_out_nothing_is_written()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().Respec(spec => spec with { Detach = true }).Plan();
        plan.WritesNothing();
        plan.Status.IsReady(Reasons.Detached);
    }

    [Fact]
    public void A_detached_binding_rolls_out_again_when_it_is_asked_to()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Detach = true }).Settle()
            .Respec(spec => spec with { Detach = false }).Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("2:v1:Completed 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_held_binding_can_be_detached()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").UndoTo("v1").Settle().Respec(spec => spec with { Detach = true }).Settle();
        stage.Status.IsReady(Reasons.Detached);
        Assert.Null(stage.Status.Hold);
    }

    [Fact]
    public void A_paused_binding_tells_what_it_would_roll_out()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Paused = true }).Ask("v2").Settle();
        stage.Status.IsProgressing(Reasons.Paused);
        stage.Status.Says(
            $"set spec.paused to false to roll out to Deployment support-bot: snapshot v2 ({A.DigestOf("v2").Short}): ");
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Respec(spec => spec with { Paused = false }).Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void A_paused_binding_with_nothing_to_roll_out_is_ready() =>
        new Stage().RollOut("v1").Respec(spec => spec with { Paused = true }).Settle().Status.IsReady(Reasons.RolledOut);

    [Fact]
    public void A_paused_binding_goes_on_with_what_is_in_the_template()
    {
        Stage stage = new Stage().Settle().Respec(spec => spec with { Paused = true }).FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
    }
}
