namespace Keyframe.Benchmarks.Worlds;

/// <summary>The collections of one namespace.</summary>
internal sealed record Paths(string Namespace)
{
    public string Prompts => $"/apis/keyframe.dev/v1alpha1/namespaces/{Namespace}/promptversions";

    public string Snapshots => $"/apis/keyframe.dev/v1alpha1/namespaces/{Namespace}/genaiappsnapshots";

    public string Bindings => $"/apis/keyframe.dev/v1alpha1/namespaces/{Namespace}/genaideployments";

    public string Workloads => $"/apis/apps/v1/namespaces/{Namespace}/deployments";

    public string ConfigMaps => $"/api/v1/namespaces/{Namespace}/configmaps";

    /// <summary>All that a measurement leaves behind in numbers.</summary>
    public IReadOnlyList<string> All =>
        [.. Cached, $"/apis/apps/v1/namespaces/{Namespace}/replicasets", $"/api/v1/namespaces/{Namespace}/events"];

    /// <summary>What the operator caches.</summary>
    public IReadOnlyList<string> Cached => [Prompts, Snapshots, Bindings, Workloads, ConfigMaps];
}
