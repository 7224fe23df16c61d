using k8s;
using k8s.Models;

namespace Keyframe.Operator.Resources;

/// <summary>A Secret, for single reads by name. There is no cache of them, and the operator may neither list nor watch them.</summary>
internal sealed record SecretContent : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "Secret";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The data.</summary>
    public IReadOnlyDictionary<string, byte[]> Data { get => field ??= new Dictionary<string, byte[]>(); init; }
}
