using k8s;
using k8s.Models;

namespace Keyframe.Runtime;

/// <summary>Names one object of a kind: what a reconciler is called with, and the key of every cache.</summary>
/// <param name="Namespace">The namespace; empty for an object of a cluster-scoped kind.</param>
/// <param name="Name">The name, unique within its namespace.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>The key of an object that carries metadata.</summary>
    /// <exception cref="ArgumentException">The object has no <c>metadata.name</c>.</exception>
    public static ObjectKey Of(IKubernetesObject<V1ObjectMeta> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Metadata is { Name.Length: > 0 } metadata
            ? new ObjectKey(metadata.NamespaceProperty ?? "", metadata.Name)
            : throw new ArgumentException("The object has no metadata.name.", nameof(item));
    }

    /// <summary><c>namespace/name</c>, or the bare name where there is no namespace.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
