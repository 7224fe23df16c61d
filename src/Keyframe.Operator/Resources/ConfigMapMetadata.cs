using k8s;
using k8s.Models;

namespace Keyframe.Operator.Resources;

/// <summary>A ConfigMap without its data. Caches hold this: prompt bodies never stay in the operator's memory.</summary>
internal sealed record ConfigMapMetadata : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "ConfigMap";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();
}
