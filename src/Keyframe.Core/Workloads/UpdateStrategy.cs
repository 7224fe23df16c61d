namespace Keyframe.Core.Workloads;

/// <summary>How a StatefulSet or DaemonSet replaces its pods. Deployments call theirs <c>strategy</c>; it is not read.</summary>
public sealed record UpdateStrategy
{
    /// <summary>The type that replaces a pod only once somebody has deleted it.</summary>
    public const string OnDelete = "OnDelete";

    /// <summary>RollingUpdate (Kubernetes' default) or OnDelete.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>The parameters of RollingUpdate.</summary>
    public RollingUpdate? RollingUpdate { get; init; }
}
