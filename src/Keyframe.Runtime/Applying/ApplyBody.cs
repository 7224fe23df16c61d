using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Applying;

/// <summary>Starts the body of a write: which object it is about, and what the write insists on.</summary>
public static class ApplyBody
{
    /// <summary>
    /// <c>apiVersion</c>, <c>kind</c> and <c>metadata</c> with name, namespace and the guard; the caller adds the fields it owns.
    /// </summary>
    /// <param name="type">The kind.</param>
    /// <param name="key">The object.</param>
    /// <param name="guard">What must still hold; null where the object may be created.</param>
    public static JsonObject For<T>(ResourceType<T> type, ObjectKey key, Guard? guard)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(type);
        var metadata = new JsonObject { ["name"] = key.Name };
        if (!string.IsNullOrEmpty(key.Namespace))
        {
            metadata["namespace"] = key.Namespace;
        }

        if (guard is not null)
        {
            metadata["uid"] = guard.Uid;
            if (guard.ResourceVersion is { Length: > 0 } version)
            {
                metadata["resourceVersion"] = version;
            }
        }

        return new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = metadata };
    }
}
