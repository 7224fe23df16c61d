using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Transport;

namespace Keyframe.Testing.Convergence;

/// <summary>The kind whose cache is put to the test: a color to index, and a size that the contract wants as a number.</summary>
public sealed record Sample : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>samples.test.dev.</summary>
    public static readonly ResourceType<Sample> Type = new("test.dev", "v1", "samples", "Sample", SampleJson.Default.Sample);

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public SampleSpec? Spec { get; init; }
}

/// <summary>The content of a <see cref="Sample"/>.</summary>
public sealed record SampleSpec
{
    [JsonPropertyName("color")]
    public string? Color { get; init; }

    [JsonPropertyName("size")]
    public int Size { get; init; }
}

[JsonSerializable(typeof(Sample))]
internal sealed partial class SampleJson : JsonSerializerContext;
