using System.Text.Json.Nodes;

namespace Keyframe.Core.Tests.GitOps;

/// <summary>
/// How Flux, Helm 4 and other tools that go by kstatus read a custom resource: its rules in their order (kubernetes-sigs/cli-utils,
/// pkg/kstatus/status, generic.go and status.go). Rules for kinds of Kubernetes itself are chosen by group and kind, and none is for ours.
/// </summary>
internal static class Kstatus
{
    public static string Of(JsonObject item)
    {
        if (item["metadata"]?["deletionTimestamp"] is not null)
        {
            return "Terminating";
        }

        JsonNode? status = item["status"];
        if (status?["observedGeneration"] is { } observed && item["metadata"]?["generation"] is { } generation
            && (long)observed != (long)generation)
        {
            return "InProgress";
        }

        JsonArray conditions = status?["conditions"]?.AsArray() ?? [];
        foreach (JsonNode? condition in conditions.Where(condition => (string?)condition!["status"] == "True"))
        {
            switch ((string?)condition!["type"])
            {
                case "Reconciling":
                    return "InProgress";
                case "Stalled":
                    return "Failed";
            }
        }

        string? ready = (string?)conditions.FirstOrDefault(condition => (string?)condition!["type"] == "Ready")?["status"];
        return ready is null or "True" ? "Current" : "InProgress";
    }
}
