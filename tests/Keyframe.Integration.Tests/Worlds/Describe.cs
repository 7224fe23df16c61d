using Keyframe.Api;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>Puts what was seen last into the message of a failed wait.</summary>
internal static class Describe
{
    public static string It(object? seen) => seen switch
    {
        null => "nothing",
        IStatusObject<IStatus> item => $"generation {item.Metadata.Generation}, observed {item.Status?.ObservedGeneration}; "
            + string.Join("; ", (item.Status?.Conditions ?? []).Select(condition =>
                $"{condition.Type}={condition.Status} {condition.Reason}: {condition.Message}")),
        _ => k8s.KubernetesJson.Serialize(seen),
    };
}
