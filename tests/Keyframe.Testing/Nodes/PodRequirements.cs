using k8s.Models;

namespace Keyframe.Testing.Nodes;

/// <summary>
/// What a kubelet needs before it starts containers: every ConfigMap that the pod names and does not call optional.
/// </summary>
internal static class PodRequirements
{
    /// <summary>
    /// Null when all is there, else the behaviour and, for a volume, the message of the event that a kubelet would record.
    /// </summary>
    public static async Task<Refusal?> MissingAsync(PodContext context, CancellationToken cancellationToken)
    {
        foreach (V1Volume volume in context.Pod.Spec.Volumes ?? [])
        {
            foreach ((string name, IList<V1KeyToPath>? items) in Mounted(volume))
            {
                if (await WhyNotAsync(context, name, items?.Select(item => item.Key) ?? [], cancellationToken) is { } why)
                {
                    return new Refusal(
                        PodBehavior.Waiting(null, "ContainerCreating", ""),
                        $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {why}");
                }
            }
        }

        foreach (V1Container container in context.Pod.Spec.Containers)
        {
            foreach ((string name, string? key) in Variables(container))
            {
                if (await WhyNotAsync(context, name, key is null ? [] : [key], cancellationToken) is { } why)
                {
                    return new Refusal(PodBehavior.Waiting(container.Name, "CreateContainerConfigError", why), null);
                }
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, IList<V1KeyToPath>? Items)> Mounted(V1Volume volume)
    {
        if (volume.ConfigMap is { Optional: not true } source)
        {
            yield return (source.Name, source.Items);
        }

        foreach (V1VolumeProjection projection in volume.Projected?.Sources ?? [])
        {
            if (projection.ConfigMap is { Optional: not true } projected)
            {
                yield return (projected.Name, projected.Items);
            }
        }
    }

    private static IEnumerable<(string Name, string? Key)> Variables(V1Container container)
    {
        foreach (V1EnvFromSource source in container.EnvFrom ?? [])
        {
            if (source.ConfigMapRef is { Optional: not true } reference)
            {
                yield return (reference.Name, null);
            }
        }

        foreach (V1EnvVar variable in container.Env ?? [])
        {
            if (variable.ValueFrom?.ConfigMapKeyRef is { Optional: not true } reference)
            {
                yield return (reference.Name, reference.Key);
            }
        }
    }

    private static async Task<string?> WhyNotAsync(
        PodContext context, string name, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        if (await context.ReadConfigMapAsync(name, cancellationToken) is not { } map)
        {
            return $"configmap \"{name}\" not found";
        }

        string? missing = keys.FirstOrDefault(
            key => map.Data?.ContainsKey(key) is not true && map.BinaryData?.ContainsKey(key) is not true);
        return missing is null ? null : $"configmap references non-existent config key: {missing}";
    }

    /// <summary>Why a pod is not started.</summary>
    internal sealed record Refusal(PodBehavior Behavior, string? MountFailure);
}
