using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>The user's own workload, in the same namespace.</summary>
public sealed record WorkloadReference
{
    /// <summary>The workload's API version: apps/v1.</summary>
    [Default("\"apps/v1\"")]
    [Bounds(1, 64)]
    [Pattern("^apps/v1$")]
    public string ApiVersion { get => field ?? "apps/v1"; init; }

    /// <summary>The workload's kind: Deployment, StatefulSet or DaemonSet.</summary>
    [Default("\"Deployment\"")]
    public WorkloadKind Kind { get; init; }

    /// <summary>The workload's name.</summary>
    [Required]
    [Bounds(1, 253)]
    [Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public string Name { get => field ?? ""; init; }
}
