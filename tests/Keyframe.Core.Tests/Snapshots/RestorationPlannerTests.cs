using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Planning;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Builders;
using static Keyframe.Core.Tests.Snapshots.Sightings;

namespace Keyframe.Core.Tests.Snapshots;

/// <summary>What stands where the ConfigMap belongs: ours, a stranger's, or nothing any more.</summary>
public sealed class RestorationPlannerTests
{
    [Fact]
    public void A_settled_snapshot_becomes_an_owner_again_where_it_is_none()
    {
        GenAIAppSnapshot settled = Materialized();
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Settled(settled, SomeWorkload));
        plan.Status.IsReady(Reasons.Materialized);
        var owners = Assert.IsType<ConfigMapWrite.SetOwners>(Assert.Single(plan.ConfigMaps));
        Assert.Equal([SomeWorkload, Owner], owners.Owners);
        Assert.Equal((settled.Status!.ConfigMapUid, "100"), (owners.Uid, owners.ResourceVersion));
        GenAIAppSnapshotStatus? told = plan.OnFailure(new WriteFailure("forbidden", []));
        Assert.Equal(ConditionStatus.True, told!.Get(ConditionTypes.Materialized).Status);
    }

    [Fact]
    public void A_config_map_that_a_run_left_behind_is_adopted()
    {
        SnapshotObservation observation = Resolved(Fresh);
        var plan = SnapshotPlanner.Plan(observation with { Existing = Live(observation, owners: Owner) });
        plan.Status.IsReady(Reasons.Materialized);
        Assert.Equal("live-uid", plan.Status.ConfigMapUid);
        Assert.Equal(DocumentOf(observation).Digest.Value, plan.Status.Digest);
        plan.WritesNothing();
    }

    [Fact]
    public void A_config_map_that_outlived_an_earlier_snapshot_is_adopted_and_owned()
    {
        SnapshotObservation observation = Resolved(Fresh);
        var plan = SnapshotPlanner.Plan(observation with { Existing = Live(observation, owners: SomeWorkload) });
        plan.Status.IsReady(Reasons.Materialized);
        var owners = Assert.IsType<ConfigMapWrite.SetOwners>(Assert.Single(plan.ConfigMaps));
        Assert.Equal([SomeWorkload, Owner], owners.Owners);
    }

    [Fact]
    public void A_foreign_config_map_is_left_alone()
    {
        SnapshotObservation observation = Resolved(Fresh);
        LiveConfigMap foreign =
            Live(observation) with { Data = new Dictionary<string, string> { ["a"] = "b" }, Manager = "helm" };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(observation with { Existing = foreign });
        plan.Status.IsStalled(Reasons.ForeignConfigMap);
        plan.Status.Says("made by helm");
        plan.WritesNothing();

        // Once it is gone, ours is made for the first time: nothing was lost, so nothing is restored.
        plan = SnapshotPlanner.Plan(observation with { Snapshot = observation.Snapshot with { Status = plan.Status } });
        Assert.Equal(Reasons.Created, Assert.Single(plan.Events).Reason);
    }

    [Theory]
    [InlineData(false, "had been replaced by a mutable one of kubectl")]
    [InlineData(true, "had been replaced by kubectl")]
    public void A_replaced_config_map_is_taken_away_and_put_back(bool immutable, string words)
    {
        GenAIAppSnapshot settled = Materialized();
        SnapshotObservation observation = Resolved(settled);
        LiveConfigMap replaced = Live(observation) with
        {
            Immutable = immutable,
            Data = immutable ? new Dictionary<string, string>() : DocumentOf(observation).Files,
            Manager = "kubectl",
        };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(observation with { Existing = replaced });
        plan.Status.IsReady(Reasons.Materialized);
        Assert.Equal(2, plan.ConfigMaps.Count);
        Assert.Equal(new ConfigMapWrite.Delete(settled.Status!.ConfigMapName!, "live-uid"), plan.ConfigMaps[0]);
        Assert.Equal(DocumentOf(observation).Files, Assert.IsType<ConfigMapWrite.Create>(plan.ConfigMaps[1]).Data);
        EventNote note = Assert.Single(plan.Events);
        Assert.Equal((Reasons.Restored, true), (note.Reason, note.Warning));
        Assert.Contains(words, note.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_config_map_is_put_back_byte_for_byte()
    {
        GenAIAppSnapshot settled = Materialized();
        SnapshotObservation observation = Resolved(settled);
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(observation);
        var create = Assert.IsType<ConfigMapWrite.Create>(Assert.Single(plan.ConfigMaps));
        Assert.Equal((settled.Status!.ConfigMapName, settled.Status.Digest), (create.Name, plan.Status.Digest));
        Assert.Equal("second-uid", plan.OnCreated(plan.Status, "second-uid").ConfigMapUid);
        Assert.Equal((Reasons.Restored, true), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
    }

    [Fact]
    public void A_deleted_config_map_is_not_put_back_from_other_prompts()
    {
        GenAIAppSnapshot settled = Materialized();
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(settled, "Another prompt."));
        plan.Status.IsStalled(Reasons.DigestMismatch);
        plan.Status.Says($"{settled.Status!.Digest} was recorded");
        Assert.Equal((settled.Status.Digest, settled.Status.ConfigMapName), (plan.Status.Digest, plan.Status.ConfigMapName));
        Assert.Equal(ConditionStatus.False, plan.Status.Get(ConditionTypes.Materialized).Status);
        plan.WritesNothing();
    }

    [Fact]
    public void A_deleted_config_map_waits_for_prompts_that_are_gone()
    {
        GenAIAppSnapshot settled = Materialized();
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(new SnapshotObservation(settled, Later)
        {
            Resolution = SnapshotResolution.Of([new PromptCandidate(settled.Spec.Prompts[0], null, null)]),
        });
        plan.Status.IsProgressing(Reasons.PromptNotFound);
        Assert.Contains(
            "is gone and waits for the prompts", plan.Status.Get(ConditionTypes.Materialized).Message, StringComparison.Ordinal);
        Assert.Equal(settled.Status!.Digest, plan.Status.Digest);
    }
}
