using System.Text.Json.Nodes;
using Keyframe.Api.Deployments;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.GitOps;

/// <summary>How a binding looks to tools that go by kstatus (Flux, Helm 4), and in Argo CD.</summary>
public sealed class ToolsTests
{
    private static readonly ArgoSandbox Argo = new(A.Moment);

    public static TheoryData<string> AllScenes => [.. Scenes.Names];

    [Theory]
    [InlineData("fresh", "InProgress", "Progressing", "Keyframe has not looked at it yet.")]
    [InlineData("not looked at", "InProgress", "Progressing", "Keyframe has not looked at it yet.")]
    [InlineData("snapshot missing", "InProgress", "Progressing", "GenAIAppSnapshot v9 does not exist.")]
    [InlineData("snapshot waits", "InProgress", "Progressing", "GenAIAppSnapshot v2 is not ready")]
    [InlineData("snapshot invalid", "Failed", "Degraded", "GenAIAppSnapshot v2 is not ready")]
    [InlineData("first rollout", "InProgress", "Progressing", "pods are made from snapshot v1")]
    [InlineData("ready", "Current", "Healthy", "All 3 pods run snapshot v1")]
    [InlineData("ready again", "Current", "Healthy", "All 3 pods run snapshot v2")]
    [InlineData("recorded", "InProgress", "Progressing", "Rolling out snapshot v2")]
    [InlineData("rolling out", "InProgress", "Progressing", "pods are made from snapshot v2")]
    [InlineData("too slow", "Failed", "Degraded", "Snapshot v2 failed: ProgressDeadlineExceeded")]
    [InlineData("rolled back, pods under way", "Failed", "Degraded", "CrashLoopBackOff in container app of pod support-bot-1")]
    [InlineData("rolled back", "Failed", "Degraded", "CrashLoopBackOff in container app of pod support-bot-1")]
    [InlineData("retried", "InProgress", "Progressing", "pods are made from snapshot v2")]
    [InlineData("undone", "Failed", "Degraded", "was taken back by kubectl")]
    [InlineData("aborted", "Failed", "Degraded", "was aborted by request a")]
    [InlineData("no way back", "Failed", "Degraded", "CrashLoopBackOff")]
    [InlineData("hand-edited", "Failed", "Degraded", "kubectl-edit removed or changed")]
    [InlineData("fought", "Failed", "Degraded", "5 times within ten minutes")]
    [InlineData("paused", "InProgress", "Suspended", "Paused: set spec.paused to false")]
    [InlineData("paused and ready", "Current", "Healthy", "All 3 pods run snapshot v1")]
    [InlineData("paused and held", "Failed", "Degraded", "It is held")]
    [InlineData("detached", "Current", "Healthy", "carries nothing of Keyframe's")]
    public void A_binding_is_read_alike(string scene, string kstatus, string health, string says)
    {
        JsonObject binding = Scenes.Of(scene).ToJson();
        JsonNode shown = Argo.Run("health.lua", binding)!;
        Assert.Equal((kstatus, health), (Kstatus.Of(binding), (string?)shown["status"]));
        Assert.Contains(says, (string?)shown["message"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_being_deleted_is_neither_failed_nor_ready()
    {
        Stage stage = Scenes.Of("rolled back");
        stage.Binding.Metadata.DeletionTimestamp = A.Moment.UtcDateTime;
        Assert.Equal("Terminating", Kstatus.Of(stage.ToJson()));
    }

    /// <summary>Why the CRD gives a new object the observedGeneration -1, and the health check does not rely on it.</summary>
    [Fact]
    public void Without_any_status_kstatus_would_call_an_object_current_before_anybody_has_looked_at_it()
    {
        JsonObject binding = Scenes.Of("fresh").Record(null).ToJson();
        Assert.Equal("Current", Kstatus.Of(binding));
        Assert.Equal("Progressing", (string?)Argo.Run("health.lua", binding)!["status"]);
    }

    [Theory]
    [InlineData("fresh", "")]
    [InlineData("first rollout", "")]
    [InlineData("ready", "")]
    [InlineData("ready again", "undo")]
    [InlineData("recorded", "abort")]
    [InlineData("rolling out", "abort undo")]
    [InlineData("rolled back", "retry")]
    [InlineData("undone", "retry")]
    [InlineData("fought", "retry")]
    [InlineData("no way back", "")]
    public void Actions_are_offered_where_there_is_something_to_do(string scene, string offered) =>
        Assert.Equal(offered, string.Join(' ', Offered(Scenes.Of(scene))));

    [Theory]
    [MemberData(nameof(AllScenes))]
    public void An_action_is_offered_exactly_where_it_would_be_carried_out(string scene)
    {
        foreach (string action in (string[])["retry", "abort", "undo"])
        {
            JsonNode asked = Argo.Run($"actions/{action}.lua", Scenes.Of(scene).ToJson())!;
            string request = (string)asked["metadata"]!["annotations"]!["keyframe.dev/request"]!;
            Assert.Equal($"{action} id=2026-11-03T09:00:00Z", request);
            HandledRequest? answer = Scenes.Of(scene).Request(request).Plan().Status.LastHandledRequest;
            Assert.Equal(request, answer?.Request);
            bool carriedOut = answer!.Result == RequestResult.Accepted;
            Assert.True(carriedOut == Offered(Scenes.Of(scene)).Contains(action), $"{action}: {answer.Result}, {answer.Message}");
        }
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("abort")]
    [InlineData("undo")]
    public void An_action_changes_that_annotation_and_nothing_else(string action)
    {
        Stage stage = Scenes.Of("rolled back");
        stage.Request("retry id=before").Binding.Metadata.Annotations["team"] = "a";
        JsonNode before = Argo.RunText("return obj", stage.ToJson())!;
        JsonNode after = Argo.Run($"actions/{action}.lua", stage.ToJson())!;
        Assert.False(JsonNode.DeepEquals(before, after));
        before["metadata"]!["annotations"]!["keyframe.dev/request"] = $"{action} id=2026-11-03T09:00:00Z";
        Assert.True(JsonNode.DeepEquals(before, after));
    }

    [Theory]
    [InlineData("return ('a'):upper()")]
    [InlineData("return string.format('a')")]
    [InlineData("return os.date('!%Y')")]
    [InlineData("return require('io')")]
    [InlineData("return math.max(1, 2)")]
    [InlineData("return require('os').getenv('HOME')")]
    [InlineData("return require('os').date('%Y')")]
    public void What_Argo_CD_does_not_give_is_not_there(string script) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Argo.RunText(script, []));

    private static IEnumerable<string> Offered(Stage stage) =>
        from action in Argo.Run("actions/discovery.lua", stage.ToJson())!.AsObject()
        where !(bool)action.Value!["disabled"]!
        orderby action.Key
        select action.Key;
}
