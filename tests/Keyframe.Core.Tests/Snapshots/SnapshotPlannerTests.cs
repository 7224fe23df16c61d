using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Planning;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Builders;
using static Keyframe.Core.Tests.Snapshots.Sightings;

namespace Keyframe.Core.Tests.Snapshots;

public sealed class SnapshotPlannerTests
{
    [Fact]
    public void A_snapshot_whose_prompts_are_ready_becomes_an_immutable_config_map()
    {
        SnapshotObservation observation = Resolved(Fresh);
        SnapshotDocument document = DocumentOf(observation);
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(observation);
        var create = Assert.IsType<ConfigMapWrite.Create>(Assert.Single(plan.ConfigMaps));
        Assert.Equal($"support-bot-13-{document.Digest.Short}", create.Name);
        Assert.Equal(document.Files, create.Data);
        Assert.Equal([Owner], create.Owners);
        Assert.Equal(document.Digest.Value, create.Annotations[Annotations.Digest]);
        Assert.Equal(
            ("support-bot", "support-bot-13", "keyframe"),
            (create.Labels[Labels.App], create.Labels[Labels.Snapshot], create.Labels[Labels.ManagedBy]));
        Assert.Equal((document.Digest.Short, "7"), (create.Labels["keyframe.dev/digest"], create.Labels["prompt.keyframe.dev/support-system"]));
        Assert.Equal(
            [("keyframe.dev/app", "support-bot"), ("keyframe.dev/digest", document.Digest.Short), ("prompt.keyframe.dev/support-system", "7")],
            plan.Labels.Select(label => (label.Key, label.Value)));
        Assert.True(create.ToBody(A.Namespace)["immutable"]!.GetValue<bool>());

        plan.Status.IsReady(Reasons.Materialized);
        Assert.Equal(document.Digest.Value, plan.Status.Digest);
        Assert.Equal(create.Name, plan.Status.ConfigMapName);
        Assert.Equal(document.TotalBytes, plan.Status.Bytes);
        Assert.Equal("system", Assert.Single(plan.Status.Prompts!).Name);
        Assert.NotNull(plan.Status.SpecDigest);
        Assert.Equal("new-uid", plan.OnCreated(plan.Status, "new-uid").ConfigMapUid);
        Assert.Equal("system=support-system@7", plan.Status.Get(ConditionTypes.PromptsResolved).Message);
        Assert.Equal((Reasons.Created, false), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
    }

    [Fact]
    public void Workloads_that_ask_for_a_snapshot_own_its_config_map_from_the_start()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Fresh) with { Consumers = [SomeWorkload] });
        Assert.Equal([Owner, SomeWorkload], Assert.IsType<ConfigMapWrite.Create>(Assert.Single(plan.ConfigMaps)).Owners);
    }

    [Fact]
    public void A_settled_snapshot_needs_nothing_and_changes_nothing()
    {
        GenAIAppSnapshot settled = Materialized();
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Settled(settled, Owner, SomeWorkload));
        Assert.Equivalent(settled.Status, plan.Status, strict: true);
        plan.WritesNothing();
    }

    [Fact]
    public void An_operator_that_renders_otherwise_leaves_a_materialized_snapshot_as_it_is()
    {
        GenAIAppSnapshot settled = Materialized();
        SnapshotObservation otherwise = Resolved(settled, "You are {{persona}}. As a later operator would render it.");
        Assert.NotEqual(settled.Status!.Digest, DocumentOf(otherwise).Digest.Value);
        SnapshotObservation seen = Settled(settled, Owner, SomeWorkload) with
        {
            Resolution = otherwise.Resolution,
            Rendering = otherwise.Rendering,
            Existing = Live(otherwise, Owner),
        };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(seen);
        Assert.Equivalent(settled.Status, plan.Status, strict: true);
        plan.WritesNothing();
    }

    [Fact]
    public void An_operator_that_renders_otherwise_never_replaces_a_config_map_that_is_gone()
    {
        GenAIAppSnapshot settled = Materialized();
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(settled, "You are {{persona}}. Rendered otherwise."));
        plan.Status.IsStalled(Reasons.DigestMismatch);
        Assert.Equal(
            (settled.Status!.Digest, settled.Status.ConfigMapName), (plan.Status.Digest, plan.Status.ConfigMapName));
        plan.WritesNothing();
    }

    [Fact]
    public void A_snapshot_waits_for_a_missing_prompt_and_becomes_ready_by_itself()
    {
        var candidate = new PromptCandidate(Fresh.Spec.Prompts[0], null, null);
        var missing = new SnapshotObservation(Fresh, A.Moment) { Resolution = SnapshotResolution.Of([candidate]) };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(missing);
        plan.Status.IsProgressing(Reasons.PromptNotFound);
        Assert.Equal(ConditionStatus.False, plan.Status.Get(ConditionTypes.PromptsResolved).Status);
        Assert.Equal("Waiting for the prompts.", plan.Status.Get(ConditionTypes.Materialized).Message);
        plan.WritesNothing();

        Plan<GenAIAppSnapshotStatus> later = SnapshotPlanner.Plan(Resolved(Fresh with { Status = plan.Status }));
        later.Status.IsReady(Reasons.Materialized);
        Assert.Equal(Reasons.Created, Assert.Single(later.Events).Reason);
    }

    [Fact]
    public void What_has_not_been_read_yet_is_waited_for()
    {
        SnapshotPlanner.Plan(new SnapshotObservation(Fresh, A.Moment)).Status.IsProgressing(Reasons.Progressing);
        SnapshotPlanner.Plan(Resolved(Fresh) with { Rendering = null }).Status.IsProgressing(Reasons.Progressing);
    }

    [Fact]
    public void A_prompt_of_another_digest_than_was_reviewed_stalls_the_snapshot()
    {
        SnapshotPrompt reference = Fresh.Spec.Prompts[0] with { Digest = A.DigestOf("reviewed").Value };
        GenAIAppSnapshot snapshot = Fresh with { Spec = Fresh.Spec with { Prompts = [reference] } };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(snapshot));
        plan.Status.IsStalled(Reasons.DigestMismatch);
        Assert.Null(plan.Status.Digest);
        plan.WritesNothing();
    }

    [Fact]
    public void A_snapshot_that_is_too_large_is_never_written()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Fresh, new string('x', 600_000)));
        plan.Status.IsStalled(Reasons.TooLarge);
        plan.Status.Says("prompt.system.txt");
        Assert.Null(plan.Status.Digest);
        Assert.Null(plan.Status.ConfigMapName);
        plan.WritesNothing();
    }

    [Fact]
    public void A_spec_without_a_canonical_form_stalls()
    {
        GenAIAppSnapshot twice =
            Fresh with { Spec = Fresh.Spec with { Prompts = [Fresh.Spec.Prompts[0], Fresh.Spec.Prompts[0]] } };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(new SnapshotObservation(twice, A.Moment));
        plan.Status.IsStalled(Reasons.InvalidSpec);
        plan.WritesNothing();
    }

    [Fact]
    public void A_document_that_cannot_be_rendered_stalls()
    {
        var rendering = new SnapshotObservation(Fresh, A.Moment)
        {
            Resolution = Resolved(Fresh).Resolution,
            Rendering = SnapshotDocument.Render(Fresh.Spec, [Samples.System, Samples.System]),
        };
        SnapshotPlanner.Plan(rendering).Status.IsStalled(Reasons.InvalidSpec);
    }

    [Theory]
    [InlineData(52, true)]
    [InlineData(53, false)]
    public void A_name_leaves_room_for_the_digest(int length, bool fine)
    {
        GenAIAppSnapshot snapshot = Fresh with
        {
            Metadata = new V1ObjectMeta
            {
                Name = new string('s', length),
                NamespaceProperty = A.Namespace,
                Uid = "uid",
                Generation = 1,
            },
        };
        GenAIAppSnapshotStatus status = SnapshotPlanner.Plan(Resolved(snapshot)).Status;
        Assert.Equal(fine ? Reasons.Materialized : Reasons.InvalidSpec, status.Get(ConditionTypes.Ready).Reason);
    }

    [Fact]
    public void A_mutated_spec_stalls_while_the_materialized_one_stays_as_it_is()
    {
        GenAIAppSnapshot settled = Materialized();
        GenAIAppSnapshot mutated = Mutated(settled);
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Settled(mutated, Owner));
        plan.Status.IsStalled(Reasons.SpecMutated);
        plan.Status.Says($"the materialized configuration {settled.Status!.Digest} stays as it was");
        Assert.Equal(ConditionStatus.True, plan.Status.Get(ConditionTypes.Materialized).Status);
        Assert.Equal((settled.Status.Digest, settled.Status.SpecDigest), (plan.Status.Digest, plan.Status.SpecDigest));
        plan.WritesNothing();
    }

    [Fact]
    public void A_mutated_spec_is_not_materialized_where_the_config_map_is_gone()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Mutated(Materialized())));
        plan.Status.IsStalled(Reasons.SpecMutated);
        Assert.Equal(ConditionStatus.False, plan.Status.Get(ConditionTypes.Materialized).Status);
        plan.WritesNothing();
    }

    [Fact]
    public void A_spec_mutated_before_it_was_materialized_claims_no_configuration()
    {
        var waiting = new GenAIAppSnapshotStatus { ObservedGeneration = 1, SpecDigest = A.DigestOf("first").Value };
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Fresh with { Status = waiting }));
        plan.Status.IsStalled(Reasons.SpecMutated);
        plan.Status.Says("spec was changed after it was recorded. Restore the spec");
    }

    [Fact]
    public void A_refused_write_is_told_and_records_nothing()
    {
        GenAIAppSnapshotStatus? told = SnapshotPlanner.Plan(Resolved(Fresh)).OnFailure(new WriteFailure("forbidden", []));
        Assert.NotNull(told);
        told.IsProgressing(Reasons.Progressing);
        told.Says("forbidden");
        Assert.Equal(ConditionStatus.False, told.Get(ConditionTypes.Materialized).Status);
        Assert.Null(told.Digest);
        Assert.Null(told.ConfigMapName);
    }
}
