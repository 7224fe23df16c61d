using System.Globalization;
using System.Text.Json;
using Keyframe.Api.Naming;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>Questions to objects as they come from the API server.</summary>
internal static class Observed
{
    public static string Name(this JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    public static long ResourceVersion(this JsonElement item) =>
        long.Parse(item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>Whether its controller has seen the latest spec.</summary>
    public static bool IsObserved(this JsonElement item) =>
        item.Find("status", "observedGeneration") is { } seen
        && seen.GetInt64() == item.GetProperty("metadata").GetProperty("generation").GetInt64();

    /// <summary>Whether a condition is True.</summary>
    public static bool Has(this JsonElement item, string condition) =>
        item.Find("status", "conditions") is { } conditions
        && conditions.EnumerateArray().Any(one =>
            one.GetProperty("type").ValueEquals(condition) && one.GetProperty("status").ValueEquals("True"));

    /// <summary>Whether a binding runs what it asks for.</summary>
    public static bool IsSettledBinding(this JsonElement binding) =>
        binding.IsObserved() && binding.Has("Ready")
        && binding.Find("status", "active", "snapshot")?.GetString() == binding.Find("spec", "snapshotRef", "name")?.GetString();

    /// <summary>Whether a binding asks for a snapshot.</summary>
    public static bool Asks(this JsonElement binding, string snapshot) =>
        binding.Find("spec", "snapshotRef", "name")?.GetString() == snapshot;

    /// <summary>The snapshot that a workload's pod template names; null for none.</summary>
    public static string? TemplateSnapshot(this JsonElement workload) =>
        workload.Find("spec", "template", "metadata", "labels", Labels.Snapshot)?.GetString();

    /// <summary>A value deep inside; null where the way there does not exist.</summary>
    public static JsonElement? Find(this JsonElement item, params ReadOnlySpan<string> path)
    {
        foreach (string step in path)
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(step, out item))
            {
                return null;
            }
        }

        return item;
    }
}
