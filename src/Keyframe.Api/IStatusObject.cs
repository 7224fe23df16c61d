using k8s;
using k8s.Models;

namespace Keyframe.Api;

/// <summary>A custom resource with a status in Keyframe's common shape.</summary>
/// <typeparam name="TStatus">The status type.</typeparam>
public interface IStatusObject<out TStatus> : IKubernetesObject<V1ObjectMeta>
    where TStatus : class, IStatus
{
    /// <summary>What the operator observed; null on an object that the API server has not defaulted.</summary>
    TStatus? Status { get; }
}
