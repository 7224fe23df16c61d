using k8s;
using k8s.Models;
using Keyframe.Core.Planning;

namespace Keyframe.Operator.Resources;

/// <summary>Reads the identity of a ConfigMap off its metadata.</summary>
internal static class ConfigMapIdentities
{
    public static ConfigMapIdentity ToIdentity(this IKubernetesObject<V1ObjectMeta> configMap) => new(
        configMap.Metadata.Name,
        configMap.Metadata.Uid,
        configMap.Metadata.ResourceVersion,
        OwnerIdentity.ListOf(configMap.Metadata));
}
