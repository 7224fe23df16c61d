using Keyframe.Api.Deployments;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>What users do to a binding named app, how the pods of a snapshot fare, and how the history then reads.</summary>
internal static class RolloutActs
{
    /// <summary>Pods of one snapshot behave so, all others well.</summary>
    public static PodDecision PodsOf(string snapshot, PodBehavior behavior) =>
        (pod, _) => ValueTask.FromResult(Carries(pod, snapshot) ? behavior : PodBehavior.Ready);

    /// <summary>Whether a pod was made from a template with a snapshot.</summary>
    public static bool Carries(PodContext pod, string snapshot) =>
        pod.Pod.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? carried) && carried == snapshot;

    /// <summary>Asks for something by annotation, as the CLI does.</summary>
    public static Task<string> RequestAsync(this World world, string request) => world.RunAsync(
        "annotate", "genaideployment", "app", $"keyframe.dev/request={request}", "--overwrite");

    /// <summary>Waits for the answer to a request.</summary>
    public static async Task<HandledRequest> AnswerAsync(this World world, string id)
    {
        GenAIDeployment answered = await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => found.Status?.LastHandledRequest?.Id == id, $"request {id} is answered");
        return answered.Status!.LastHandledRequest!;
    }

    /// <summary>Changes the binding's spec.</summary>
    public static Task<string> RespecAsync(this World world, string spec) => world.RunAsync(
        "patch", "genaideployment", "app", "--type=merge", "-p", $"{{\"spec\": {spec}}}");

    /// <summary>Waits until the history, newest first, reads as expected: <c>2:two:Completed 1:one:Superseded</c>.</summary>
    public static async Task<GenAIDeployment> HistoryAsync(this World world, string expected, string binding = "app")
    {
        string last = "";
        try
        {
            return await World.EventuallyAsync(
                () => world.BindingAsync(binding),
                found => (last = InShort(found)) == expected && found.Status!.ObservedGeneration == found.Metadata.Generation,
                $"history reads {expected}");
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It reads: {last}", late);
        }
    }

    /// <summary>A history on one line.</summary>
    public static string InShort(GenAIDeployment binding) => string.Join(
        ' ', (binding.Status?.History ?? []).Select(entry => $"{entry.Revision}:{entry.Snapshot}:{entry.Result}"));

    /// <summary>Changes the workload by its manifest, and waits until all pods run it and the binding knows that they did.</summary>
    public static async Task DeployAsync(this World world, string workload)
    {
        string? before = (await world.BindingAsync("app"))!.Status!.History[0].WorkloadRevision;
        await world.ApplyAsync(workload);
        await World.EventuallyAsync(
            () => world.BindingAsync("app"),
            found => found.Status!.History[0].WorkloadRevision is { } now && now != before && Conditions.IsTrue(found, "Ready"),
            "all pods run what was deployed");
    }

    /// <summary>The message of a condition that has a reason.</summary>
    public static Task<string> SaysAsync(this World world, string type, string reason) =>
        World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), type, reason);

    /// <summary>The snapshot in the workload's template; null where there is none.</summary>
    public static async Task<string?> LiveAsync(this World world) =>
        (await world.WorkloadAsync("app")).Spec.Template.Metadata.Labels.TryGetValue("keyframe.dev/snapshot", out string? live) ? live : null;
}
