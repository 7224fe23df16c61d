using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Events;

/// <summary>What is read back of an event: that it is there.</summary>
internal sealed record EventObject : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();
}
