using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Keyframe.Operator.Resources;

/// <summary>A workload or a revision of one, with a template of which nothing is left out. Read one by one, never cached.</summary>
internal sealed record WholeObject : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "";

    /// <summary>Standard object metadata.</summary>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The spec; null for ControllerRevisions.</summary>
    public JsonObject? Spec { get; init; }

    /// <summary>A ControllerRevision's content: a patch of its workload. Null for other kinds.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>A ControllerRevision's number; 0 for other kinds.</summary>
    public long Revision { get; init; }

    /// <summary>Its pod template; null where it has none.</summary>
    public JsonObject? Template => (Spec ?? Data?["spec"] as JsonObject)?["template"] as JsonObject;
}
