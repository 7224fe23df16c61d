using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Election;

/// <summary>A Lease (<c>coordination.k8s.io/v1</c>), as far as an election reads it.</summary>
internal sealed record Lease : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Null on a Lease that somebody made without one.</summary>
    [JsonPropertyName("spec")]
    public LeaseSpec? Spec { get; init; }
}
