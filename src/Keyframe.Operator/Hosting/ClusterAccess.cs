using k8s;
using k8s.Exceptions;
using YamlDotNet.Core;

namespace Keyframe.Operator.Hosting;

/// <summary>Finds the API server the way kubectl does: a named kubeconfig, KUBECONFIG, ~/.kube/config, or the pod's own account.</summary>
internal static class ClusterAccess
{
    /// <summary>Loads the configuration.</summary>
    /// <param name="kubeconfig">A kubeconfig file; null to look for one.</param>
    /// <param name="context">A context of it; null for the current one.</param>
    /// <param name="problem">Why there is none, and what to do.</param>
    /// <returns>The configuration, or null with a problem.</returns>
    public static KubernetesClientConfiguration? Find(string? kubeconfig, string? context, out string? problem)
    {
        problem = null;
        try
        {
            if (kubeconfig is null && context is null && KubernetesClientConfiguration.IsInCluster())
            {
                return KubernetesClientConfiguration.InClusterConfig();
            }

            string? path = kubeconfig ?? FirstExisting(Environment.GetEnvironmentVariable("KUBECONFIG"));
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(path, context);
        }
        catch (Exception failure) when (failure is KubeConfigException or IOException or UnauthorizedAccessException or YamlException)
        {
            problem = $"No usable kubeconfig: {failure.Message} Set KUBECONFIG or pass --kubeconfig, and choose a context with --context.";
            return null;
        }
    }

    private static string? FirstExisting(string? list) =>
        list?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } paths
            ? paths.FirstOrDefault(File.Exists) ?? paths[0]
            : null;
}
