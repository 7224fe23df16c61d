using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Transport;

/// <summary>Transforms that many kinds want; for <see cref="ResourceType{T}.Transform"/>.</summary>
public static class Transforms
{
    /// <summary>
    /// Forgets <c>metadata.managedFields</c>, which are often the larger half of what a cache retains: controller-runtime's
    /// <c>TransformStripManagedFields</c>.
    /// </summary>
    /// <param name="item">The object, just decoded.</param>
    public static void StripManagedFields(IKubernetesObject<V1ObjectMeta> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Metadata.ManagedFields = null;
    }
}
