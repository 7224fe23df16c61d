using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>What a rollout puts on record, into the template, on the ConfigMap and into words.</summary>
public sealed class TransitionPlannerTests
{
    private static readonly InjectionSpec OtherPath = new() { MountPath = "/config" };

    [Fact]
    public void A_first_rollout_is_recorded_then_written_without_force()
    {
        var stage = new Stage();
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal("1:v1:Progressing", Stage.Short(plan.WriteAhead!));
        Assert.Equal(
            (A.DigestOf("v1").Value, 1L, "1"),
            (plan.WriteAhead!.Pending!.Digest, plan.WriteAhead.Pending.Revision, plan.WriteAhead.Pending.WorkloadResourceVersion));
        Assert.Null(plan.WriteAhead.Active);
        Assert.Equal("v1", plan.WriteAhead.Desired?.Snapshot);

        TemplateWrite write = plan.Template!;
        Assert.Equal(
            ("support-bot", "workload-uid", "1", false), (write.Workload, write.Uid, write.ResourceVersion, write.MayTakeOver));
        Assert.Equal(A.Section("v1").Hash, write.Section!.Hash);
        Assert.Equal($"snapshot v1 ({A.DigestOf("v1").Short}): first snapshot of support-bot, 1 prompt", write.ChangeCause);

        plan.Status.IsProgressing(Reasons.RollingOut);
        Assert.Equal(("v1", 1L, A.Moment), (plan.Status.Active!.Snapshot, plan.Status.Active.Revision, plan.Status.Active.Since));
        Assert.Null(plan.Status.Pending);
        RevisionEntry entry = Assert.Single(plan.Status.History);
        Assert.Equal(
            ("registry.example/app:1", A.Section("v1").Hash, A.Moment, write.ChangeCause, null),
            (entry.Image, entry.Injection, entry.StartedAt, entry.Cause, entry.CompletedAt));
        Assert.Equal((Reasons.RolloutStarted, false), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
    }

    [Fact]
    public void The_next_rollout_is_a_transition_of_ours_and_takes_our_fields_from_whoever_holds_them()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").Ask("v2").Plan();
        Assert.True(plan.Template!.MayTakeOver);
        Assert.Equal($"snapshot v2 ({A.DigestOf("v2").Short}): prompt system v1→v2", plan.Template.ChangeCause);
    }

    [Fact]
    public void Going_back_is_told_as_a_rollback()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").RollOut("v2").Ask("v1").Plan();
        EventNote note = Assert.Single(plan.Events);
        Assert.Equal(Reasons.RollbackStarted, note.Reason);
        Assert.StartsWith("Revision 3, taking back 2: rollback to snapshot v1", note.Note, StringComparison.Ordinal);
        Assert.StartsWith("rollback to snapshot v1", plan.Template!.ChangeCause, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_mount_path_or_container_is_a_new_revision_of_the_same_snapshot()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Injection = OtherPath });
        Assert.Equal(
            $"snapshot v1 ({A.DigestOf("v1").Short}): mounted at /config in app", stage.Plan().Template!.ChangeCause);
        stage.Settle().FinishPods().Settle();
        Assert.Equal("2:v1:Completed 1:v1:Completed", stage.HistoryInShort);

        stage.Respec(spec => spec with { Injection = OtherPath with { Containers = ["proxy", "app"] } });
        Assert.EndsWith("mounted at /config in proxy, app", stage.Plan().Template!.ChangeCause, StringComparison.Ordinal);
        stage.Settle().FinishPods().Settle();
        Assert.Equal("3:v1:Completed 2:v1:Completed 1:v1:Completed", stage.HistoryInShort);
        Assert.Equal("registry.example/proxy:1", stage.Status.History[0].Image);

        stage.Respec(spec => spec with { Injection = OtherPath with { Containers = ["app", "proxy"] } });
        Assert.Null(stage.Plan().Template);
    }

    [Fact]
    public void The_same_configuration_under_another_name_is_a_new_revision_that_says_so()
    {
        Stage stage = new Stage().RollOut("v1");
        string digest = A.DigestOf("v1").Value;
        stage.Snapshots["v2"].Reporting(status => status with { Digest = digest });
        Assert.Equal(
            $"snapshot v2 ({A.DigestOf("v1").Short}): the same configuration as v1, mounted at /etc/keyframe in app",
            stage.Ask("v2").Plan().Template!.ChangeCause);
    }

    [Theory]
    [InlineData(false, "replaces v1, of which no details are at hand")]
    [InlineData(true, "snapshot v2 (")]
    public void A_cause_is_told_also_where_details_are_missing(bool alsoOfDesired, string words)
    {
        RolloutObservation observation = new Stage().RollOut("v1").Ask("v2").Observe() with { Active = null };
        TemplateWrite? write = RolloutPlanner.Plan(alsoOfDesired ? observation with { Desired = null } : observation)!.Template;
        Assert.Contains(words, write!.ChangeCause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollback_is_told_also_where_details_are_missing()
    {
        RolloutObservation observation = new Stage().RollOut("v1").RollOut("v2").Ask("v1").Observe();
        Assert.Equal(
            $"rollback to snapshot v1 ({A.DigestOf("v1").Short})",
            RolloutPlanner.Plan(observation with { Desired = null, Active = null })!.Template!.ChangeCause);
    }

    [Fact]
    public void The_workload_becomes_an_owner_of_the_config_map_once()
    {
        var stage = new Stage();
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        var write = Assert.IsType<ConfigMapWrite.SetOwners>(Assert.Single(plan.ConfigMaps));
        Assert.Equal((A.ConfigMapNameOf("v1"), "100"), (write.Name, write.ResourceVersion));
        Assert.Equal(["GenAIAppSnapshot", "Deployment"], write.Owners.Select(owner => owner.Kind));
        stage.Carry(plan);
        Assert.Empty(stage.Plan().ConfigMaps);
        Assert.Empty(stage.FinishPods().Plan().ConfigMaps);
    }

    [Fact]
    public void A_config_map_that_was_made_anew_gets_its_owner_back_without_touching_the_template()
    {
        Stage stage = new Stage().RollOut("v1");
        Plan<GenAIDeploymentStatus> plan =
            stage.Plan(stage.Observe() with { ConfigMap = A.ConfigMap(A.ConfigMapNameOf("v1")) });
        Assert.IsType<ConfigMapWrite.SetOwners>(Assert.Single(plan.ConfigMaps));
        Assert.Null(plan.Template);
    }
}
