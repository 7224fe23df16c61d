using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>Two or three things at once that nobody thinks of together. Each came out of <see cref="RolloutPlannerProperties"/>.</summary>
public sealed class EntanglementTests
{
    [Fact]
    public void An_undo_stays_also_where_what_is_asked_for_had_been_there_without_a_write()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v3").UndoTo("v1").Settle().FinishPods().Settle().RollOut("v1").UndoTo("v3").Settle();
        Assert.Equal("v3", stage.Live?.Snapshot);
        Assert.Equal("v1", stage.Status.Hold?.Snapshot);
    }

    [Fact]
    public void An_undo_of_an_undo_to_before_the_binding_binds_again()
    {
        Stage stage = new Stage().RollOut("v1").Undo(MoveRules.IsBare).Settle().UndoTo("v1");
        Assert.False(stage.Plan().Template!.MayTakeOver);
        stage.Settle().FinishPods().Settle().Status.IsReady(Reasons.RolledOut);
        Assert.Null(stage.Status.Hold);
        Assert.Null(stage.Status.Find(ConditionTypes.WorkloadDetached));
    }

    [Fact]
    public void An_undo_from_before_the_binding_to_something_else_than_is_asked_for_stays()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Undo(MoveRules.IsBare).Settle().UndoTo("v1").Settle().FinishPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Status.IsStalled(Reasons.Undone);
        Assert.Equal("v2", stage.Status.Hold?.Snapshot);
    }

    [Fact]
    public void An_undo_to_what_once_landed_late_is_an_undo()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        Plan<GenAIDeploymentStatus> late = stage.Plan();
        stage.Carry(late, Step.WriteAhead).Land(late.Template!);
        stage.Edit("kubectl", template => template.Carrying(A.Section("v1"))).Ask("v1").Settle().FinishPods().Settle();
        Assert.Equal("v2", stage.UndoTo("v2").Settle().Live?.Snapshot);
        Assert.Equal("v1", stage.Status.Hold?.Snapshot);
    }

    [Fact]
    public void An_undo_that_fails_at_once_is_adopted_all_the_same()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").UndoTo("v1");
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        stage.Carry(plan, Step.WriteAhead).FailPods();
        Assert.Equal((A.Section("v1").Hash, false), (stage.Plan().Template?.Section?.Hash, stage.Plan().Template?.MayTakeOver));
    }

    [Fact]
    public void Nothing_goes_back_by_itself_to_what_is_held()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").RollOut("v3").RollOut("v2").Request("undo revision=1 id=a").Settle().FailPods().Settle();
        stage.Status.IsStalled(Reasons.NoRollbackTarget);
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal("v2", stage.Status.Hold?.Snapshot);
    }

    [Fact]
    public void An_undo_without_a_number_does_not_ask_for_what_is_held()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v3").RollOut("v2").Ask("v3").Settle().FailPods().Settle().FailPods(false).FinishPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Request("undo id=a").Settle();
        Assert.Contains("that is not held", stage.Status.LastHandledRequest?.Message, StringComparison.Ordinal);
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Fact]
    public void What_fails_is_not_taken_back_to_itself()
    {
        Stage stage = new Stage().RollOut("v1").RenderedOtherwise().RollOut("v2").Trim().Ask("v1").Settle();
        stage.FailPods().Settle();
        stage.Status.IsStalled(Reasons.NoRollbackTarget);
        stage.Status.Says("would put the same into the template");
    }

    [Fact]
    public void A_way_back_into_a_container_that_is_gone_is_refused()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Edit(Renamed).Settle().FinishPods().Settle().Request("undo revision=1 id=a").Settle();
        Assert.Equal(RequestResult.Rejected, stage.Status.LastHandledRequest?.Result);
        Assert.Contains("has no container app", stage.Status.LastHandledRequest?.Message, StringComparison.Ordinal);
        Assert.Equal("v2", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_way_back_is_not_written_into_a_container_that_went_after_it_was_recorded()
    {
        var stage = new Stage(A.Binding().Injecting(new InjectionSpec { Containers = ["app"] }));
        stage.RollOut("v1").RollOut("v2").Request("undo id=a");
        stage.Carry(stage.Plan(), Step.WriteAhead).Edit(Renamed);
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Null(plan.Template);
        plan.Status.IsStalled(Reasons.ContainerNotFound);
    }

    [Fact]
    public void A_way_back_that_another_version_recorded_is_begun_anew()
    {
        Stage stage = new Stage().RollOut("v1").RenderedOtherwise().RollOut("v2").Request("undo id=a");
        stage.Carry(stage.Plan(), Step.WriteAhead).Trim();
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Equal(plan.Template?.Section?.Hash, plan.WriteAhead?.Pending?.Injection);
        Assert.Equal(plan.WriteAhead?.History[0].Injection, plan.Template?.Section?.Hash);
        stage.Settle().FinishPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        stage.Status.IsStalled(Reasons.Undone);
    }

    [Fact]
    public void A_way_back_to_another_rendering_of_what_runs_goes_on_after_a_crash()
    {
        Stage stage = new Stage().RollOut("v1").RenderedOtherwise();
        string? rendered = stage.Live?.Injection;
        stage.RollOut("v2").RollOut("v1").Request("undo id=a");
        stage.Carry(stage.Plan(), Step.WriteAhead).Settle();
        Assert.Equal(rendered, stage.Live?.Injection);
        Assert.Null(stage.Status.Pending);
    }

    [Fact]
    public void A_way_back_is_not_begun_by_itself_once_the_binding_is_paused()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().FailPods();
        stage.Carry(stage.Plan(), Step.WriteAhead).Respec(spec => spec with { Paused = true });
        Assert.Null(stage.Plan().Template);
        stage.Respec(spec => spec with { Paused = false }).Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
    }

    [Fact]
    public void A_way_back_is_made_whole_where_somebody_edited_it_before_it_was_seen()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().Request("abort id=a");
        stage.Carry(stage.Plan(), Step.Template).Edit("kubectl-edit", template => template.WithAnnotation(Annotations.Injection, "other"));
        stage.Settle().FinishPods().Settle();
        Assert.Equal("v1", stage.Live?.Snapshot);
        Assert.Equal(Reasons.Aborted, stage.Status.Hold?.Reason);
    }

    [Fact]
    public void A_retry_that_was_granted_is_not_begun_once_the_binding_is_paused()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2").Settle().FailPods().Settle().Request("retry id=a");
        stage.Carry(stage.Plan(), Step.WriteAhead).Respec(spec => spec with { Paused = true });
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        Assert.Null(plan.Template);
        plan.Status.IsProgressing(Reasons.Paused);
        Assert.NotNull(stage.Respec(spec => spec with { Paused = false }).Plan().Template);
    }

    [Fact]
    public void An_edit_stays_while_the_binding_is_paused_and_is_told()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Paused = true })
            .Edit("kubectl-edit", template => template.WithContainer("app", container => container with { Env = [] }));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.WritesNothing();
        plan.Status.IsProgressing(Reasons.Paused);
        plan.Status.Says("kubectl-edit removed or changed containers[app].env[KEYFRAME_SNAPSHOT]");
        Assert.NotNull(stage.Respec(spec => spec with { Paused = false }).Plan().Template);
    }

    [Fact]
    public void An_edit_is_not_put_back_while_the_config_map_is_gone()
    {
        Stage stage = new Stage().RollOut("v1").LoseConfigMap("v1")
            .Edit("kubectl-edit", template => template.WithAnnotation(Annotations.Injection, "other"));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.WritesNothing();
        plan.Status.IsProgressing(Reasons.SnapshotNotReady);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_binding_without_a_record_finds_in_parts_is_made_whole(bool mounted)
    {
        Stage stage = new Stage().RollOut("v1").Edit("kubectl-edit", template => mounted
            ? template.WithAnnotation(Annotations.Injection, "other")
            : template.WithContainer("app", container => container with { VolumeMounts = [] }));
        stage.Record(null).Settle().FinishPods().Settle();
        Assert.Equal(A.Section("v1").Hash, InjectionSection.Read(stage.Workload.Spec.Template)?.Hash);
        stage.Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void What_a_binding_without_a_record_finds_mounts_the_snapshot_that_it_names()
    {
        Stage stage = new Stage().RollOut("v1").Edit("kubectl-edit", template => template with
        {
            Spec = template.Spec with
            {
                Volumes = [.. template.Spec.Volumes.Select(volume => volume.Name == InjectedNames.Volume
                    ? volume with { ConfigMap = volume.ConfigMap! with { Name = A.Section("v3").ConfigMapName } }
                    : volume)],
            },
        });
        stage.Record(null).Settle().FinishPods().Settle();
        Assert.Equal(A.Section("v1").Hash, InjectionSection.Read(stage.Workload.Spec.Template)?.Hash);
        Assert.Equal(A.Section("v1").ConfigMapName, stage.Status.History[0].ConfigMap);
        stage.Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void A_request_beside_a_lost_record_may_be_an_old_one_and_is_not_carried_out()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Request("undo id=a").Settle().FinishPods().Settle();
        stage.Record(null).Settle().FinishPods().Settle();
        Assert.Equal(RequestResult.Rejected, stage.Status.LastHandledRequest?.Result);
        Assert.Contains("Ask again with another id", stage.Status.LastHandledRequest!.Message, StringComparison.Ordinal);
        Assert.Equal("v2", stage.Live?.Snapshot);
        stage.Request("undo revision=2 id=b").Settle();
        Assert.Equal(RequestResult.Accepted, stage.Status.LastHandledRequest?.Result);
    }

    [Fact]
    public void Detaching_takes_the_leftovers_of_an_edit_out_as_well()
    {
        Stage stage = new Stage().RollOut("v1").Edit("kubectl-edit", template => template
            .WithAnnotation(Annotations.Digest, null)
            .WithContainer("app", container => container with { VolumeMounts = [] }));
        Assert.NotNull(stage.Respec(spec => spec with { Detach = true }).Plan().Template);
        Assert.Empty(stage.Settle().Workload.Spec.Template.Spec.Volumes);
    }

    private static PodTemplate Renamed(PodTemplate template) => template with
    {
        Spec = template.Spec with
        {
            Containers =
            [
                new Container { Name = "main", Image = "registry.example/app:1" },
                .. template.Spec.Containers.Where(container => container.Name != "app"),
            ],
        },
    };
}
