using System.Text.Json.Nodes;
using k8s;
using Keyframe.Core.Injection;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>What a workload's pod template carries.</summary>
internal static class Carried
{
    /// <summary>
    /// The snapshot whose section is in the template, whole by the hash that it says of itself; "nothing", or what is left of one.
    /// </summary>
    /// <param name="world">Where.</param>
    /// <param name="workload">Name of an apps/v1 Deployment.</param>
    public static async Task<string> CarriedAsync(this World world, string workload = "app")
    {
        string json = KubernetesJson.Serialize((await world.WorkloadAsync(workload)).Spec.Template);
        return InjectionSection.Read(JsonNode.Parse(json)!.AsObject())?.Snapshot
            ?? (json.Contains("keyframe", StringComparison.OrdinalIgnoreCase) ? $"not a whole section: {json}" : "nothing");
    }
}
