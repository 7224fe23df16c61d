namespace Keyframe.Core.Pods;

/// <summary>The part of a pod's status that is read.</summary>
public sealed record PodStatus
{
    /// <summary>Its conditions.</summary>
    public IReadOnlyList<PodCondition> Conditions { get => field ?? []; init; }

    /// <summary>Its containers for initialization, sidecars of Kubernetes' own kind among them.</summary>
    public IReadOnlyList<ContainerStatus> InitContainerStatuses { get => field ?? []; init; }

    /// <summary>Its containers.</summary>
    public IReadOnlyList<ContainerStatus> ContainerStatuses { get => field ?? []; init; }
}
