using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests;

/// <summary>The kind that the tests are about: it has a color to index and a size that must be a number.</summary>
public sealed record Widget : IKubernetesObject<V1ObjectMeta>
{
    internal static readonly ResourceType<Widget> Type = new("test.dev", "v1", "widgets", "Widget", TestJson.Default.Widget);

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public WidgetSpec? Spec { get; init; }

    internal static Widget Named(string name, string version = "1", string color = "red", string @namespace = "ns") => new()
    {
        Metadata = new V1ObjectMeta
        {
            NamespaceProperty = @namespace,
            Name = name,
            ResourceVersion = version,
            Uid = $"uid-{name}",
        },
        Spec = new WidgetSpec { Color = color },
    };

    public override string ToString() =>
        $"{Metadata.NamespaceProperty}/{Metadata.Name}@{Metadata.ResourceVersion} {Spec?.Color} {Spec?.Size}";
}

public sealed record WidgetSpec
{
    [JsonPropertyName("size")]
    public int Size { get; init; }

    [JsonPropertyName("color")]
    public string? Color { get; init; }
}

[JsonSerializable(typeof(Widget))]
internal sealed partial class TestJson : JsonSerializerContext;
