using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.GitOps;

/// <summary>Bindings in every situation that tools beside Keyframe have to tell from another, as the planner leaves them.</summary>
internal static class Scenes
{
    private static readonly Dictionary<string, Func<Stage>> Known = new()
    {
        ["fresh"] = () => new Stage().Record(new GenAIDeploymentStatus()),
        ["snapshot missing"] = () => new Stage(A.Binding().WithSnapshot("v9")).Settle(),
        ["snapshot invalid"] = () => NotReady(stalled: true),
        ["snapshot waits"] = () => NotReady(stalled: false),
        ["first rollout"] = () => new Stage().Settle(),
        ["ready"] = () => new Stage().RollOut("v1"),
        ["ready again"] = () => new Stage().RollOut("v1").RollOut("v2"),
        ["not looked at"] = () => Unseen(new Stage().RollOut("v1").Ask("v2")),
        ["recorded"] = Recorded,
        ["rolling out"] = () => new Stage().RollOut("v1").Ask("v2").Settle(),
        ["too slow"] = Slow,
        ["rolled back, pods under way"] = () => new Stage().RollOut("v1").Ask("v2").Settle().FailPods().Settle(),
        ["rolled back"] = RolledBack,
        ["retried"] = () => RolledBack().Request("retry id=a").Settle(),
        ["undone"] = () => new Stage().RollOut("v1").RollOut("v2").UndoTo("v1").Settle().FinishPods().Settle(),
        ["aborted"] = () => new Stage().RollOut("v1").Ask("v2").Settle().Request("abort id=a").Settle().FinishPods().Settle(),
        ["no way back"] = () => new Stage().Settle().FailPods().Settle(),
        ["hand-edited"] = HandEdited,
        ["fought"] = Fought,
        ["paused"] = () => new Stage().RollOut("v1").Respec(spec => spec with { Paused = true }).Ask("v2").Settle(),
        ["paused and ready"] = () => new Stage().RollOut("v1").Respec(spec => spec with { Paused = true }).Settle(),
        ["paused and held"] = () => RolledBack().Respec(spec => spec with { Paused = true }).Settle(),
        ["detached"] = () => new Stage().RollOut("v1").Respec(spec => spec with { Detach = true }).Settle().FinishPods().Settle(),
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static Stage Of(string name) => Known[name]();

    /// <summary>The binding as the API server answers it.</summary>
    public static JsonObject ToJson(this Stage stage) =>
        (JsonObject)JsonSerializer.SerializeToNode(stage.Binding, KeyframeJsonContext.Default.GenAIDeployment)!;

    private static Stage RolledBack() =>
        new Stage().RollOut("v1").Ask("v2").Settle().FailPods().Settle().FailPods(false).FinishPods().Settle();

    private static Stage Recorded()
    {
        Stage stage = new Stage().RollOut("v1").Ask("v2");
        return stage.Carry(stage.Plan(), Step.WriteAhead);
    }

    private static Stage Unseen(Stage stage)
    {
        stage.Binding.Metadata.Generation++;
        return stage;
    }

    private static Stage NotReady(bool stalled)
    {
        Stage stage = new Stage().RollOut("v1");
        stage.Snapshots["v2"].NotReady("PromptNotReady", "No.", stalled);
        return stage.Ask("v2").Settle();
    }

    private static Stage Slow() => new Stage().RollOut("v1")
        .Respec(spec => spec with { Rollback = new RollbackSpec { Automatic = false } }).Ask("v2").Settle()
        .Report(progress => progress with
        {
            ObservedGeneration = 3,
            UpdatedReplicas = 1,
            Conditions = [new WorkloadCondition { Type = "Progressing", Status = "False", Reason = "ProgressDeadlineExceeded" }],
        })
        .Pass(TimeSpan.FromMinutes(10)).Settle();

    private static Stage HandEdited() => new Stage().RollOut("v1").Respec(spec => spec with { Drift = DriftPolicy.Report })
        .Edit("kubectl-edit", template => template.WithContainer("app", container => container with { Env = [] })).Settle();

    private static Stage Fought()
    {
        Stage stage = new Stage().RollOut("v1");
        for (int round = 1; round <= 6; round++)
        {
            stage.Strip(TemplateRemoval.Replaced).Pass(TimeSpan.FromSeconds(20)).Settle();
        }

        return stage;
    }
}
