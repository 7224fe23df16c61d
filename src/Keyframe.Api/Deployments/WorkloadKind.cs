namespace Keyframe.Api.Deployments;

/// <summary>Kinds of workloads a snapshot can be bound to.</summary>
public enum WorkloadKind
{
    /// <summary>apps/v1 Deployment.</summary>
    Deployment,
}
