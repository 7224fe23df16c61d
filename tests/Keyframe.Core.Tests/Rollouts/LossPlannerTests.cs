using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>The ConfigMap that a workload mounts is gone: what the engineer on call has to know, and what cures itself.</summary>
public sealed class LossPlannerTests
{
    [Fact]
    public void Without_the_snapshot_it_is_lost_and_the_message_says_what_brings_it_back()
    {
        Stage stage = new Stage().RollOut("v1").LoseConfigMap("v1");
        stage.Snapshots.Remove("v1");
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsStalled(Reasons.ConfigMapLost);
        plan.Status.Says($"ConfigMap {A.ConfigMapNameOf("v1")}, which Deployment support-bot mounts, is gone");
        plan.Status.Says($"as soon as GenAIAppSnapshot v1 ({A.DigestOf("v1").Value}) is there and ready");
        plan.Status.Says("Or set spec.snapshotRef to a snapshot that is ready. GenAIAppSnapshot v1 does not exist.");
        plan.WritesNothing();
    }

    [Fact]
    public void With_a_snapshot_that_cannot_be_rendered_it_is_lost_too()
    {
        Stage stage = new Stage().RollOut("v1").LoseConfigMap("v1");
        stage.Snapshots["v1"] = A.Snapshot("v1").NotReady(Reasons.PromptNotFound, "Prompt system is missing.", stalled: false);
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsStalled(Reasons.ConfigMapLost);
        plan.Status.Says("Prompt system is missing.");
    }

    [Fact]
    public void A_template_that_was_moved_to_a_lost_one_is_told_as_lost()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").LoseConfigMap("v1");
        stage.Snapshots.Remove("v1");
        Plan<GenAIDeploymentStatus> plan = stage.Edit(template => template.Carrying(A.Section("v1"))).Plan();
        plan.Status.IsStalled(Reasons.ConfigMapLost);
        plan.Status.Says("This binding did not put it there.");
    }

    [Fact]
    public void A_ready_snapshot_restores_its_own()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").LoseConfigMap("v1").Plan();
        Assert.Equal(Reasons.SnapshotNotReady, plan.Status.Get(ConditionTypes.Ready).Reason);
        plan.Status.Says("is gone and is being restored");
    }

    [Fact]
    public void A_rollout_of_another_snapshot_takes_its_place()
    {
        Stage stage = new Stage().RollOut("v1").LoseConfigMap("v1");
        stage.Snapshots.Remove("v1");
        Assert.Equal("v2", stage.Ask("v2").Plan().Template?.Section?.Snapshot);
        stage.RollOut("v2").Status.IsReady(Reasons.RolledOut);
    }
}
