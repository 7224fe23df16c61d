using System.Text.Json;
using k8s.Models;
using Keyframe.Testing.Nodes;

namespace Keyframe.Demo.Stories;

/// <summary>
/// What the sample's application would do, decided by what its pod really mounts: it reads settings.json, and refuses to start
/// with maxTurns below 1.
/// </summary>
internal static class SupportBot
{
    public static async ValueTask<PodBehavior> BehaveAsync(PodContext pod, CancellationToken cancellationToken)
    {
        V1ConfigMap? mounted = await pod.ConfigMapAsync("keyframe", cancellationToken);
        if (mounted?.Data?.TryGetValue("settings.json", out string? text) != true)
        {
            return PodBehavior.Ready;
        }

        using JsonDocument settings = JsonDocument.Parse(text!);
        return settings.RootElement.TryGetProperty("maxTurns", out JsonElement turns) && turns.GetInt32() < 1
            ? PodBehavior.CrashLoopBackOff("app", $"settings.json: maxTurns must be at least 1, but is {turns.GetInt32()}", restarts: 3)
            : PodBehavior.Ready;
    }
}
