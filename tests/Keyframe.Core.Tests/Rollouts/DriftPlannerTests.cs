using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>Hand edits of our fields, and managers that take them out again and again.</summary>
public sealed class DriftPlannerTests
{
    [Fact]
    public void An_edit_is_put_back_and_whoever_made_it_is_named()
    {
        Plan<GenAIDeploymentStatus> plan = new Stage().RollOut("v1").Edit("kubectl-edit", WithoutEnvironment).Plan();
        Assert.Equal((A.Section("v1").Hash, true), (plan.Template!.Section!.Hash, plan.Template.MayTakeOver));
        EventNote told = Assert.Single(plan.Events);
        Assert.Equal((Reasons.Restored, true), (told.Reason, told.Warning));
        Assert.StartsWith(
            "Put back into the pod template what kubectl-edit removed or changed: containers[app].env[KEYFRAME_SNAPSHOT]",
            told.Note,
            StringComparison.Ordinal);
    }

    /// <summary>Fields that are gone are held by nobody.</summary>
    [Fact]
    public void Whoever_can_only_be_guessed_is_told_as_a_guess()
    {
        Stage stage = new Stage().RollOut("v1").Edit(WithoutEnvironment);
        Assert.StartsWith(
            "Put back into the pod template what perhaps argocd-controller removed or changed: ",
            Assert.Single(stage.Plan().Events).Note,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_that_is_half_changed_is_an_edit_and_no_undo()
    {
        Stage stage = new Stage().RollOut("v1").RollOut("v2").Edit(
            "kubectl-edit", template => template.WithAnnotation("keyframe.dev/digest", A.DigestOf("v1").Value));
        Assert.Equal("v2", stage.Plan().Template?.Section?.Snapshot);
        stage.Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal("2:v2:Completed 1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void By_report_an_edit_is_left_and_told()
    {
        Stage stage = new Stage().RollOut("v1").Respec(spec => spec with { Drift = DriftPolicy.Report })
            .Edit("kubectl-edit", WithoutEnvironment).Settle();
        stage.Status.IsStalled(Reasons.HandEdited);
        stage.Status.Says("kubectl-edit removed or changed containers[app].env[KEYFRAME_SNAPSHOT]");
        Assert.Empty(stage.Workload.Spec.Template.Spec.Containers[0].Env);

        stage.Respec(spec => spec with { Drift = DriftPolicy.Revert }).Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
    }

    [Fact]
    public void A_manager_that_takes_it_out_again_and_again_is_met_more_slowly_and_then_no_more()
    {
        Stage stage = new Stage().RollOut("v1");
        var pauses = new List<double>();
        for (int round = 1; round <= 5; round++)
        {
            stage.Strip(TemplateRemoval.Replaced);
            if (stage.Plan() is { Template: null, LookAgain: { } pause })
            {
                pauses.Add(pause.TotalSeconds);
                stage.Pass(pause);
            }

            Assert.NotNull(stage.Plan().Template);
            stage.Carry(stage.Plan());
        }

        Assert.Equal([1, 2, 4, 8], pauses);
        stage.Strip(TemplateRemoval.Replaced).Settle();
        stage.Status.IsStalled(Reasons.FieldConflict);
        stage.Status.Says("kubectl-client-side-apply removed or changed Keyframe's fields of Deployment support-bot 5 times");
        Assert.Equal(ConditionStatus.True, stage.Status.Get(ConditionTypes.FieldConflict).Status);
        stage.Pass(TimeSpan.FromHours(3)).Settle();
        Assert.Null(stage.Live);
    }

    [Theory]
    [InlineData("retry id=1", "v1")]
    [InlineData(null, "v2")]
    public void A_fight_ends_by_a_retry_or_another_intent(string? request, string asked)
    {
        Stage stage = Fought();
        stage = request is null ? stage.Ask(asked) : stage.Request(request);
        stage.Settle().FinishPods().Settle();
        stage.Status.IsReady(Reasons.RolledOut);
        Assert.Equal(asked, stage.Live?.Snapshot);
    }

    [Fact]
    public void Repairs_of_long_ago_do_not_count()
    {
        Stage stage = new Stage().RollOut("v1");
        for (int round = 0; round < 12; round++)
        {
            stage.Pass(TimeSpan.FromMinutes(11)).Strip(TemplateRemoval.Replaced).Settle();
            Assert.Equal("v1", stage.Live?.Snapshot);
        }

        Assert.InRange(stage.Status.Repairs!.Count, 1, 5);
    }

    [Fact]
    public void What_another_version_rendered_is_put_back_as_that_had_it()
    {
        Stage stage = new Stage().RollOut("v1").RenderedOtherwise();
        string? injection = stage.Live?.Injection;
        Assert.NotEqual(A.Section("v1").Hash, injection);
        Assert.Null(stage.Plan().Template);

        stage.Edit("kubectl-edit", template => template.WithAnnotation("keyframe.dev/injection", null)).Settle().FinishPods().Settle();
        Assert.Equal(injection, stage.Live?.Injection);
        Assert.Equal("1:v1:Completed", stage.HistoryInShort);
    }

    [Fact]
    public void A_rollback_brings_back_what_another_version_rendered()
    {
        Stage stage = new Stage().RollOut("v1").RenderedOtherwise();
        string? injection = stage.Live?.Injection;
        stage.Ask("v2").Settle().FailPods().Settle();
        Assert.Equal(injection, stage.Live?.Injection);
        Assert.Equal("3:v1:Progressing<2 2:v2:RolledBack 1:v1:Completed", stage.HistoryInShort);
    }

    private static Stage Fought()
    {
        Stage stage = new Stage().RollOut("v1");
        for (int round = 0; round < 6; round++)
        {
            stage.Strip(TemplateRemoval.Replaced).Pass(TimeSpan.FromSeconds(20)).Settle();
        }

        stage.Status.IsStalled(Reasons.FieldConflict);
        return stage;
    }

    private static PodTemplate WithoutEnvironment(PodTemplate template) =>
        template.WithContainer("app", container => container with { Env = [] });
}
