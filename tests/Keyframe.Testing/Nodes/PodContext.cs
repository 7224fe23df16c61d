using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Keyframe.Testing.Nodes;

/// <summary>A pod to decide about, with the API to look around.</summary>
/// <param name="Pod">The pod as last seen.</param>
/// <param name="Client">An administrator's client.</param>
public sealed record PodContext(V1Pod Pod, IKubernetes Client)
{
    /// <summary>The value of an environment variable that the container sets literally, or null.</summary>
    /// <param name="container">Its name; null for the first that has the variable.</param>
    /// <param name="name">The variable.</param>
    public string? Variable(string? container, string name) =>
        Pod.Spec.Containers.Where(candidate => container is null || candidate.Name == container)
            .SelectMany(candidate => candidate.Env ?? [])
            .FirstOrDefault(variable => variable.Name == name)?.Value;

    /// <summary>The ConfigMap that a volume of the pod mounts, or null when the volume or the ConfigMap does not exist.</summary>
    public async Task<V1ConfigMap?> ConfigMapAsync(string volume, CancellationToken cancellationToken)
    {
        string? name = Pod.Spec.Volumes?.FirstOrDefault(candidate => candidate.Name == volume)?.ConfigMap?.Name;
        return name is null ? null : await ReadConfigMapAsync(name, cancellationToken);
    }

    internal async Task<V1ConfigMap?> ReadConfigMapAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.CoreV1.ReadNamespacedConfigMapAsync(name, Pod.Namespace(), cancellationToken: cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
