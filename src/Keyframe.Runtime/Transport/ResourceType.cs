using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// One kind as the API server serves it, seen through <typeparamref name="T"/>: the whole object, or a small record with
/// only the fields that are read. A projection costs about a seventh of the processor time and memory of the full model.
/// </summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version within the group, such as <c>v1</c>.</param>
/// <param name="Plural">The resource name in URLs and RBAC rules, such as <c>deployments</c>.</param>
/// <param name="Kind">The kind, such as <c>Deployment</c>.</param>
/// <param name="Json">How <typeparamref name="T"/> is read; members the contract does not name are skipped.</param>
/// <typeparam name="T">What an object is decoded to. Treated as immutable once decoded.</typeparam>
public sealed record ResourceType<T>(string Group, string Version, string Plural, string Kind, JsonTypeInfo<T> Json)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>
    /// Asks the server for <c>PartialObjectMetadata</c> only, so that bodies (the data of a ConfigMap) never cross the wire.
    /// Default false. Objects then carry the real <see cref="Kind"/>, as if they had been read whole.
    /// </summary>
    public bool MetadataOnly { get; init; }

    /// <summary>
    /// Called with each object once it is decoded, before anybody sees it: a cache's transform, to controller-runtime. For leaving
    /// out what nobody reads and a contract cannot leave out, such as members of metadata (<see cref="Transforms"/>). Default null: nothing.
    /// </summary>
    public Action<T>? Transform { get; init; }

    /// <summary>The <c>apiVersion</c> of objects of this kind: <c>v1</c>, or <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The resource with its group, as RBAC errors and <c>kubectl</c> spell it: <c>deployments.apps</c>.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>What helps when a kind is not served: custom ones come with a definition, others with a version.</summary>
    internal string NotServedHint =>
        Group.Contains('.', StringComparison.Ordinal) && !Group.EndsWith(".k8s.io", StringComparison.Ordinal)
            ? $"apply the CustomResourceDefinition {GroupResource}"
            : "this version of Kubernetes does not have it";

    internal string Path(string? @namespace, string? name = null, string? subresource = null)
    {
        string path = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        if (!string.IsNullOrEmpty(@namespace))
        {
            path += $"/namespaces/{Segment(@namespace)}";
        }

        path += $"/{Plural}";
        if (name is not null)
        {
            path += $"/{Segment(name)}";
        }

        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <summary>
    /// A name may come from somebody's object: one that is no single segment of a path must not lead to another resource
    /// (the rule of k8s.io/apimachinery api/validation/path).
    /// </summary>
    private static string Segment(string name) =>
        name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '%')
            ? throw new ArgumentException($"'{name}' cannot be a name.", nameof(name))
            : Uri.EscapeDataString(name);
}
