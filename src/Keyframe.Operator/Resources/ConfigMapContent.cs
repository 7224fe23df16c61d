using k8s;
using k8s.Models;

namespace Keyframe.Operator.Resources;

/// <summary>A ConfigMap with its data, for single reads.</summary>
internal sealed record ConfigMapContent : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "ConfigMap";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Whether the data can no longer change.</summary>
    public bool Immutable { get; init; }

    /// <summary>The data as text.</summary>
    public IReadOnlyDictionary<string, string> Data { get => field ??= new Dictionary<string, string>(); init; }

    /// <summary>The data that is not UTF-8 text, by key; only the keys matter here.</summary>
    public IReadOnlyDictionary<string, string> BinaryData { get => field ??= new Dictionary<string, string>(); init; }
}
