using k8s;

namespace Keyframe.Operator.Settings;

/// <summary>Where the process runs, as far as settings depend on it.</summary>
/// <param name="Variables">The environment variables.</param>
/// <param name="InPod">Whether it runs in a pod with a service account.</param>
/// <param name="PodNamespace">The pod's namespace; null outside a pod.</param>
internal sealed record Surroundings(IReadOnlyDictionary<string, string> Variables, bool InPod, string? PodNamespace)
{
    private const string NamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <summary>Those of this process.</summary>
    public static Surroundings Here()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return new Surroundings(variables, KubernetesClientConfiguration.IsInCluster(), NamespaceOf(variables));
    }

    private static string? NamespaceOf(Dictionary<string, string> variables)
    {
        if (variables.GetValueOrDefault("POD_NAMESPACE") is { Length: > 0 } told)
        {
            return told;
        }

        return File.Exists(NamespaceFile) ? File.ReadAllText(NamespaceFile).Trim() : null;
    }
}
