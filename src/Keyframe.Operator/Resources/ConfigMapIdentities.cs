using k8s;
using k8s.Models;
using Keyframe.Core.Planning;

namespace Keyframe.Operator.Resources;

/// <summary>Reads off the metadata of a ConfigMap what it is and whose.</summary>
internal static class ConfigMapIdentities
{
    public static ConfigMapIdentity ToIdentity(this IKubernetesObject<V1ObjectMeta> configMap) => new(
        configMap.Metadata.Name,
        configMap.Metadata.Uid,
        configMap.Metadata.ResourceVersion,
        OwnerIdentity.ListOf(configMap.Metadata));

    /// <summary>Who made a ConfigMap, as far as its managed fields tell.</summary>
    public static string ToManager(this ConfigMapContent configMap) =>
        configMap.Metadata.ManagedFields?.OrderBy(entry => entry.Time).FirstOrDefault()?.Manager ?? "an unknown manager";
}
