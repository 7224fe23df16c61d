using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>The rules, their order, and what each of them says. Every rule that stalls or waits writes nothing.</summary>
public sealed class RolloutPlannerTests
{
    private static readonly InjectionSpec OtherPath = new() { MountPath = "/config" };

    private static readonly InjectionSpec NoSuchContainer = new() { Containers = ["web"] };

    [Fact]
    public void The_policy_reads_as_a_list() => Assert.Equal(
        [
            "the workload does not exist",
            "an older binding holds the workload",
            "the record is lost",
            "the workload is to be let go",
            "what the template mounts is lost",
            "a request asks for a way back",
            "a way back is on record",
            "somebody else moved the template",
            "the snapshot is not ready",
            "nothing is active, and what is asked for is held",
            "the template cannot take the snapshot",
            "what is asked for is paused",
            "another snapshot or injection is asked for",
            "our section of the template is whole, but not ours",
            "the rollout failed",
            "our section of the template is not whole",
            "pods are being replaced",
            "nothing to do",
        ],
        RolloutPlanner.Rules.Select(rule => rule.Name));

    [Fact]
    public void Of_all_that_is_wrong_the_first_rule_decides()
    {
        // Everything is wrong at once: v2 runs, v1 is asked for, somebody moved the template to v3, the container is missing ...
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Report(progress => progress with { UpdatedReplicas = 0 });
        RolloutObservation all = stage.Respec(spec => spec with { Injection = NoSuchContainer }).Observe() with
        {
            Workload = null,
            OlderClaim = "older",
            Snapshot = null,
        };

        Assert.Equal(Reasons.WorkloadNotFound, ReasonOf(all));
        all = all with { Workload = stage.Workload };
        Assert.Equal(Reasons.WorkloadTaken, ReasonOf(all));
        all = all with { OlderClaim = null };
        Assert.Equal(Reasons.SnapshotNotFound, ReasonOf(all));
        all = all with { Snapshot = A.Snapshot("v2").Build() };
        Assert.Equal(Reasons.ContainerNotFound, ReasonOf(all));
        all = stage.Respec(spec => spec with { Injection = OtherPath, Paused = true }).Observe();
        Assert.Equal(Reasons.Paused, ReasonOf(all));
        stage.Respec(spec => spec with { Paused = false });
        all = stage.Respec(spec => spec with { Injection = OtherPath })
            .Edit(template => template.Carrying(A.Section("v2")).WithAnnotation("keyframe.dev/injection", null)).Observe();
        Assert.Equal("3:v2:Progressing 2:v2:Completed 1:v1:Completed", Stage.Short(stage.Plan(all).WriteAhead!));
        all = stage.Respec(spec => spec with { Injection = null }).Observe();
        Assert.Equal(Reasons.Restored, Assert.Single(stage.Plan(all).Events).Reason);
        all = stage.Edit(template => template.Carrying(A.Section("v2"))).Observe();
        Assert.Equal(Reasons.RollingOut, ReasonOf(all));
        Assert.Equal(Reasons.RolledOut, ReasonOf(stage.FinishPods().Observe()));
    }

    [Fact]
    public void A_workload_that_does_not_exist_is_waited_for()
    {
        Plan<GenAIDeploymentStatus> plan = PlanOf(stage => stage.Observe() with { Workload = null });
        plan.Status.IsProgressing(Reasons.WorkloadNotFound);
        plan.Status.Says("Deployment support-bot (apps/v1) does not exist in namespace team-a");
        Assert.Equal(
            (ConditionStatus.False, Reasons.WorkloadNotFound),
            (plan.Status.Get(ConditionTypes.WorkloadFound).Status, plan.Status.Get(ConditionTypes.WorkloadFound).Reason));
        Assert.Null(plan.Status.Workload);
        plan.WritesNothing();
    }

    [Fact]
    public void A_workload_that_went_away_takes_nothing_from_the_record()
    {
        Stage stage = new Stage().RollOut("v1");
        Plan<GenAIDeploymentStatus> plan = stage.Plan(stage.Observe() with { Workload = null });
        Assert.Equal(stage.Status.Active, plan.Status.Active);
        Assert.Equal("1:v1:Completed", Stage.Short(plan.Status));
    }

    [Fact]
    public void A_workload_that_an_older_binding_holds_is_left_to_it()
    {
        Plan<GenAIDeploymentStatus> plan = PlanOf(stage => stage.Observe() with { OlderClaim = "first" });
        plan.Status.IsStalled(Reasons.WorkloadTaken);
        plan.Status.Says("is bound by first, which is older");
        Assert.Equal(Reasons.WorkloadTaken, plan.Status.Get(ConditionTypes.WorkloadFound).Reason);
        plan.WritesNothing();
    }

    [Theory]
    [InlineData(null, "The workload is left as it is.")]
    [InlineData("v1", "Snapshot v1 stays active.")]
    public void A_snapshot_that_does_not_exist_is_waited_for(string? active, string words)
    {
        Stage stage = active is null ? new Stage() : new Stage().RollOut(active);
        Plan<GenAIDeploymentStatus> plan = stage.Ask("v9").Plan();
        plan.Status.IsProgressing(Reasons.SnapshotNotFound);
        plan.Status.Says($"GenAIAppSnapshot v9 does not exist. Create it, or correct spec.snapshotRef. {words}");
        Assert.Equal(active, plan.Status.Active?.Snapshot);
        plan.WritesNothing();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_snapshot_that_is_not_ready_is_waited_for_unless_it_is_stalled(bool stalled)
    {
        Plan<GenAIDeploymentStatus> plan = PlanOf(stage => stage.Observe() with
        {
            Snapshot = A.Snapshot("v1").NotReady(Reasons.PromptNotFound, "Prompt system is missing.", stalled).Build(),
        });
        if (stalled)
        {
            plan.Status.IsStalled(Reasons.SnapshotNotReady);
        }
        else
        {
            plan.Status.IsProgressing(Reasons.SnapshotNotReady);
        }

        plan.Status.Says("GenAIAppSnapshot v1 is not ready: PromptNotFound: Prompt system is missing.");
        plan.WritesNothing();
    }

    [Fact]
    public void A_snapshot_whose_report_is_old_or_incomplete_is_not_ready()
    {
        SnapshotBuilder[] unready =
        [
            A.Snapshot("v1").Reporting(_ => null),
            A.Snapshot("v1").Reporting(status => status with { ObservedGeneration = 0 }),
            A.Snapshot("v1").Reporting(status => status with { Conditions = [] }),
            A.Snapshot("v1").Reporting(status => status with { Digest = null }),
            A.Snapshot("v1").Reporting(status => status with { Digest = "sha256:short" }),
            A.Snapshot("v1").Reporting(status => status with { ConfigMapName = null }),
        ];
        Assert.All(unready, snapshot =>
        {
            Plan<GenAIDeploymentStatus> plan = PlanOf(stage => stage.Observe() with { Snapshot = snapshot.Build() });
            plan.Status.IsProgressing(Reasons.SnapshotNotReady);
            plan.WritesNothing();
        });
    }

    [Fact]
    public void A_snapshot_of_another_digest_than_was_reviewed_is_not_rolled_out()
    {
        string reviewed = A.DigestOf("reviewed").Value;
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").Ask("v2", reviewed).Plan();
        plan.Status.IsStalled(Reasons.DigestMismatch);
        plan.Status.Says($"spec.snapshotRef asks for {reviewed}, but GenAIAppSnapshot v2 has {A.DigestOf("v2").Value}");
        plan.Status.Says("Snapshot v1 stays active.");
        plan.WritesNothing();
        Assert.NotNull(new Stage().Ask("v2", A.DigestOf("v2").Value).Plan().Template);
    }

    [Fact]
    public void No_template_ever_names_a_config_map_that_does_not_exist()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().LoseConfigMap("v1").Plan();
        plan.Status.IsProgressing(Reasons.SnapshotNotReady);
        plan.Status.Says($"ConfigMap {A.ConfigMapNameOf("v1")} of GenAIAppSnapshot v1 is gone");
        plan.WritesNothing();
    }

    [Theory]
    [InlineData("web", null, Reasons.ContainerNotFound)]
    [InlineData("app", "/etc", Reasons.InvalidMountPath)]
    [InlineData("app", "/data/keyframe", Reasons.MountConflict)]
    public void A_template_that_cannot_take_the_snapshot_stalls(string container, string? path, string reason)
    {
        var stage = new Stage(
            A.Binding().Injecting(new InjectionSpec { Containers = [container], MountPath = path }),
            A.Workload().WithContainer("app", found => found with
            {
                VolumeMounts = [new VolumeMount { Name = "data", MountPath = "/data" }],
            }));
        Plan<GenAIDeploymentStatus> plan = stage.Plan();
        plan.Status.IsStalled(reason);
        plan.Status.Says("The workload is left as it is.");
        plan.WritesNothing();
    }

    private static string ReasonOf(RolloutObservation observation) =>
        new Stage().Plan(observation).Status.Get(ConditionTypes.Ready).Reason;

    private static Plan<GenAIDeploymentStatus> PlanOf(Func<Stage, RolloutObservation> observe) =>
        RolloutPlanner.Plan(observe(new Stage()))!;
}
