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
        narrator.Chapter("Snapshot 3 has settings that the application refuses: it is taken back by itself, and is not tried again");
        await PointToAsync("support-bot-3", cancellationToken);
        TimeSpan time = await HeldAsync("support-bot-2", "RolledBack", cancellationToken);
        narrator.Say(string.Create(CultureInfo.InvariantCulture, $"  Every pod runs snapshot 2 again after {time.TotalSeconds:0.0} s."));
        await stage.ShowAsync(cancellationToken, "get", "gdep", "support-bot");
        JsonNode binding = await stage.ReadAsync("gdep", "support-bot", cancellationToken);
        narrator.Say($"  {binding["status"]!["conditions"]!.AsArray().First(condition => (string?)condition!["type"] == "Ready")!["message"]}");
    }

    private async Task RollBackAsync(CancellationToken cancellationToken)
    {
        narrator.Chapter("Somebody goes back by hand: one write to the template, no new ConfigMap, no new image");
        await PointToAsync("support-bot-2", cancellationToken);
        await SettleAsync("support-bot-2", cancellationToken);
        await stage.ShowAsync(cancellationToken, "annotate", "gdep", "support-bot", "keyframe.dev/request=undo id=demo-1");
        await HeldAsync("support-bot-1", "Undone", cancellationToken);
        await stage.ShowAsync(cancellationToken, "get", "gdep", "support-bot");
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

    /// <summary>Waits until every pod runs a snapshot while another one, which is asked for, is held.</summary>
    private Task<TimeSpan> HeldAsync(string active, string reason, CancellationToken cancellationToken) => stage.WaitAsync(
        "gdep",
        "support-bot",
        binding => Active(binding) == active && (string?)binding["status"]?["hold"]?["reason"] == reason
            && (string?)binding["status"]?["history"]?[0]?["result"] == "Completed",
        $"every pod runs {active} again, and what was asked for is held: {reason}",
        cancellationToken);

    private async Task<string> ImageAsync(CancellationToken cancellationToken)
    {
        JsonNode workload = await stage.ReadAsync("deployment.apps", "support-bot", cancellationToken);
        return (string)workload["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!;
    }

    private static string? Active(JsonNode binding) => (string?)binding["status"]?["active"]?["snapshot"];
}
