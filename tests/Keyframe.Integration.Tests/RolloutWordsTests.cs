using System.Text.RegularExpressions;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>A realistic edit, and what everybody who asks afterwards is told about it.</summary>
public sealed class RolloutWordsTests(Cluster cluster)
{
    private const string Edit =
        "prompt system 6→7 (adds variable tone, +1 line, output schema breaking: /note was required, and is optional now) "
        + "\"Sound like the shop\" by dana@example.com; model temperature 0.2→0.7; "
        + "tool lookup_order arguments compatible: /region was optional, and is required now";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edit_of_prompt_model_and_tool_is_told_by_kubectl_rollout_history_the_events_and_the_binding()
    {
        await using World world = await World.StartAsync(cluster, "words");
        await world.ApplyAsync(Prompts + Snapshot("bot-1", "6", "0.2", "[order]") + Snapshot("bot-2", "7", "0.7", "[order, region]")
            + Manifests.Workload("bot") + Manifests.Binding("bot-1", "bot", "bot"));
        await world.SettledOnAsync("bot-1", "bot");
        int before = world.Operator.Requests.Count;
        await world.PointToAsync("bot-2", "bot");
        GenAIDeployment binding = await world.SettledOnAsync("bot-2", "bot");

        string digest = binding.Status!.Active!.Digest!["sha256:".Length..][..10];
        string cause = $"snapshot bot-2 ({digest}): {Edit}";
        Assert.Equal(cause, binding.Status.History[0].Cause);
        CommandResult history = await world.Kubectl.RunAsync(["rollout", "history", "deployment/bot"], Token);
        // Which numbers they have depends on whether Kubernetes saw the workload before its first snapshot came.
        string[] causes = [.. history.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(2)];
        Assert.Matches(@"^\d\s+snapshot bot-1 \([0-9a-f]{10}\): first snapshot of bot, 1 prompt, model gpt-4o$", causes[0]);
        Assert.Matches($@"^\d\s+{Regex.Escape(cause)}$", causes[1]);
        ILookup<string, string> events = await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "bot")!, found => found["RolloutStarted"].Count() == 2, "both rollouts are told");
        Assert.Contains($"Revision 2: {cause}", events["RolloutStarted"]);

        // The two documents, each once.
        await world.Operator.QuietAsync();
        Assert.Equal(2, world.Operator.Requests.Skip(before).Count(IsRead));
    }

    [Fact]
    public async Task What_was_pruned_from_Git_in_the_very_commit_is_told_all_the_same()
    {
        await using World world = await World.StartAsync(cluster, "pruned");
        await world.ApplyAsync(Prompts + Snapshot("bot-1", "6", "0.2", "[order]") + Snapshot("bot-2", "7", "0.7", "[order, region]")
            + Manifests.Workload("bot") + Manifests.Binding("bot-1", "bot", "bot"));
        await world.SettledOnAsync("bot-1", "bot");
        await world.Kubectl.RunAsync(["delete", "gsnap/bot-1", "pver/system-6"], Token);
        await world.PointToAsync("bot-2", "bot");
        await world.SettledOnAsync("bot-2", "bot");
        V1Deployment workload = await world.WorkloadAsync("bot");
        Assert.EndsWith(Edit, workload.Metadata.Annotations["kubernetes.io/change-cause"], StringComparison.Ordinal);
    }

    private static bool IsRead(string request) =>
        request.StartsWith("GET ", StringComparison.Ordinal) && request.Contains("/configmaps/", StringComparison.Ordinal);

    private const string Prompts = """
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: PromptVersion
        metadata: {name: system-6}
        spec:
          prompt: support-system
          version: "6"
          template:
            text: |
              Ask for the order number first.
              {{question}}
          responseFormat:
            type: object
            properties: {answer: {type: string}, note: {type: string}}
            required: [answer, note]
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: PromptVersion
        metadata: {name: system-7}
        spec:
          prompt: support-system
          version: "7"
          author: dana@example.com
          commitMessage: Sound like the shop
          template:
            text: |
              Ask for the order number first.
              Answer in a {{tone}} tone.
              {{question}}
          responseFormat:
            type: object
            properties: {answer: {type: string}, note: {type: string}}
            required: [answer]

        """;

    private static string Snapshot(string name, string prompt, string temperature, string required) => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: GenAIAppSnapshot
        metadata: {name: {{name}}}
        spec:
          app: bot
          version: "{{name}}"
          model: {provider: openai, name: gpt-4o, parameters: {temperature: {{temperature}} } }
          prompts: [{name: system, promptRef: {name: "system-{{prompt}}"} }]
          tools:
          - name: lookup_order
            inputSchema:
              type: object
              properties: {order: {type: string}, region: {type: string} }
              required: {{required}}

        """;
}
