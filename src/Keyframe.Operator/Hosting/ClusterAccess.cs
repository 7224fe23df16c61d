using k8s;

namespace Keyframe.Operator.Hosting;

/// <summary>
/// Finds the API server much as kubectl does: by a named kubeconfig, KUBECONFIG, the pod's own account, or ~/.kube/config. Of
/// several files in KUBECONFIG one is used whole; kubectl would merge them.
/// </summary>
internal static class ClusterAccess
{
    /// <summary>Loads the configuration.</summary>
    /// <param name="kubeconfig">A kubeconfig file; null to look for one.</param>
    /// <param name="context">A context of it; null for the current one.</param>
    /// <param name="list">The value of KUBECONFIG, files of which the first that has the context is used; null where unset.</param>
    /// <param name="problem">Why there is none, and what to do.</param>
    /// <returns>The configuration, or null with a problem.</returns>
    public static KubernetesClientConfiguration? Find(string? kubeconfig, string? context, string? list, out string? problem)
    {
        problem = null;
        string? file = kubeconfig;
        try
        {
            file ??= Choose(list, context);
            return file is null && context is null && KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigObject(
                    KubeconfigFile.Read(file ?? KubernetesClientConfiguration.KubeConfigDefaultLocation), context);
        }
        catch (Exception failure)
        {
            // The library lets through whatever its parts throw on bad input: YAML, base64, certificates, URLs.
            problem = $"No usable kubeconfig{(file is null ? "" : $" {file}")}: {failure.Message.TrimEnd('.')}. "
                + "Set KUBECONFIG or pass --kubeconfig, and choose a context with --context.";
            return null;
        }
    }

    /// <summary>The first file that has the context; where none has, the first that exists, for the message to name.</summary>
    private static string? Choose(string? list, string? context)
    {
        string[] files = (list ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] existing = [.. files.Where(File.Exists)];
        return existing.FirstOrDefault(file => context is null || Has(file, context)) ?? existing.Concat(files).FirstOrDefault();
    }

    private static bool Has(string file, string context) =>
        KubeconfigFile.Read(file).Contexts.Any(known => known.Name == context);
}
