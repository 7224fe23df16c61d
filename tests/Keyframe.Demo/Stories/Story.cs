using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Keyframe.Demo.Output;
using Keyframe.Testing.Resources;

namespace Keyframe.Demo.Stories;

/// <summary>The story of the README, chapter by chapter, each checked before the next one begins.</summary>
internal sealed class Story(Stage stage, Narrator narrator)
{
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await GoLiveAsync(cancellationToken);
        string image = await ImageAsync(cancellationToken);
        await RollOutAsync(cancellationToken);
        await BreakAsync(cancellationToken);
        await RollBackAsync(cancellationToken);
        await LookAroundAsync(image, cancellationToken);
        narrator.Say(string.Create(CultureInfo.InvariantCulture, $"\nThat was all, in {watch.Elapsed.TotalSeconds:0.0} s."));
    }

    private async Task GoLiveAsync(CancellationToken cancellationToken)
    {
        narrator.Chapter("A support assistant goes live with its first snapshot");
        await stage.ShowAsync(cancellationToken, "apply", "-k", Repository.Path("config/samples/support-bot"));
        await SettleAsync("support-bot-1", cancellationToken);
        await stage.ShowAsync(cancellationToken, "get", "keyframe");
        await stage.ShowAsync(cancellationToken, "get", "pods", "-L", "keyframe.dev/snapshot");
    }

    private async Task RollOutAsync(CancellationToken cancellationToken)
    {
        narrator.Chapter("A prompt edit is a deploy: snapshot 2 has another version of the system prompt");
        await PointToAsync("support-bot-2", cancellationToken);
        await SettleAsync("support-bot-2", cancellationToken);
        await stage.ShowAsync(cancellationToken, "rollout", "history", "deployment/support-bot");
    }

    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        narrator.Chapter("Snapshot 3 has settings that the application refuses; the pods of snapshot 2 go on serving");
        await PointToAsync("support-bot-3", cancellationToken);
        await stage.WaitAsync(
            "gdep", "support-bot", binding => Active(binding) == "support-bot-3" && (int?)binding["status"]?["workload"]?["updated"] > 0,
            "pods of snapshot 3 are made", cancellationToken);
        await stage.WaitAsync(
            "pods", "-lkeyframe.dev/snapshot=support-bot-3", pods => pods.ToJsonString().Contains("CrashLoopBackOff", StringComparison.Ordinal),
            "pods of snapshot 3 crash", cancellationToken);
        await stage.ShowAsync(cancellationToken, "get", "pods", "-L", "keyframe.dev/snapshot");
        await stage.ShowAsync(cancellationToken, "get", "gdep", "support-bot", "-o", "wide");
    }

    private async Task RollBackAsync(CancellationToken cancellationToken)
    {
        narrator.Chapter("Back to snapshot 2: one write to the template, no new ConfigMap, no new image");
        await PointToAsync("support-bot-2", cancellationToken);
        TimeSpan time = await SettleAsync("support-bot-2", cancellationToken);
        narrator.Say(string.Create(CultureInfo.InvariantCulture, $"  Every pod runs snapshot 2 again after {time.TotalSeconds:0.0} s."));
        await stage.ShowAsync(cancellationToken, "get", "rs", "-L", "keyframe.dev/snapshot");
    }

    private async Task LookAroundAsync(string image, CancellationToken cancellationToken)
    {
        narrator.Chapter("What changed, when, and why");
        JsonNode binding = await stage.ReadAsync("gdep", "support-bot", cancellationToken);
        foreach (JsonNode? entry in binding["status"]!["history"]!.AsArray())
        {
            narrator.Say($"  {entry!["revision"],2}  {entry["startedAt"]}  {entry["result"],-11} {entry["cause"]}");
        }

        if (await ImageAsync(cancellationToken) != image)
        {
            throw new StoryException("The image changed, which must never happen.");
        }

        narrator.Say($"  The image was {image} throughout.");
        await stage.ShowAsync(cancellationToken, "describe", "gdep", "support-bot");
    }

    private async Task PointToAsync(string snapshot, CancellationToken cancellationToken) => await stage.ShowAsync(
        cancellationToken, "patch", "gdep", "support-bot", "--type=merge", "-p", $$$"""{"spec":{"snapshotRef":{"name":"{{{snapshot}}}"} } }""");

    private Task<TimeSpan> SettleAsync(string snapshot, CancellationToken cancellationToken) => stage.WaitAsync(
        "gdep",
        "support-bot",
        binding => Active(binding) == snapshot
            && (long?)binding["status"]?["observedGeneration"] == (long?)binding["metadata"]?["generation"]
            && binding["status"]?["conditions"]?.AsArray().Any(condition =>
                (string?)condition?["type"] == "Ready" && (string?)condition?["status"] == "True") == true,
        $"every pod runs {snapshot}",
        cancellationToken);

    private async Task<string> ImageAsync(CancellationToken cancellationToken)
    {
        JsonNode workload = await stage.ReadAsync("deployment.apps", "support-bot", cancellationToken);
        return (string)workload["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!;
    }

    private static string? Active(JsonNode binding) => (string?)binding["status"]?["active"]?["snapshot"];
}
