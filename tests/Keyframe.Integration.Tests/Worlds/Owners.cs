using System.Diagnostics;
using k8s;
using k8s.Models;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>Who owns a ConfigMap, and workloads that mount one without any binding.</summary>
internal static class Owners
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The kinds of a ConfigMap's owners, sorted; "nothing" where it is gone.</summary>
    public static async Task<string> OwnersAsync(this World world, string configMap) =>
        await world.ConfigMapAsync(configMap) is { } found
            ? string.Join(' ', (found.Metadata.OwnerReferences ?? []).Select(owner => owner.Kind).Order(StringComparer.Ordinal))
            : "nothing";

    /// <summary>
    /// Waits until a ConfigMap has owners of exactly these kinds. Those that are gone are taken off by Kubernetes' garbage
    /// collector, which learns of new kinds only every 30 s: on a young API server it takes its time.
    /// </summary>
    public static async Task OwnedByAsync(this World world, string configMap, params string[] kinds)
    {
        string expected = string.Join(' ', kinds);
        var watch = Stopwatch.StartNew();
        while (await world.OwnersAsync(configMap) is var owners && owners != expected)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"{configMap} is owned by {owners} instead of {expected}");
            await Task.Delay(50, Token);
        }
    }

    /// <summary>
    /// A Deployment, a StatefulSet and a DaemonSet named copy with a template that somebody copied. They keep no history, and the
    /// DaemonSet finds no node: what is kept of it is its revisions.
    /// </summary>
    public static async Task CreateCopiesAsync(this World world, V1PodTemplateSpec template)
    {
        var metadata = new V1ObjectMeta { Name = "copy" };
        await world.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = metadata,
                Spec = new V1DeploymentSpec { Replicas = 0, Selector = Selector("copy"), Template = Copy(template, "copy") },
            },
            world.Namespace,
            cancellationToken: Token);
        await world.Client.AppsV1.CreateNamespacedStatefulSetAsync(
            new V1StatefulSet
            {
                Metadata = metadata,
                Spec = new V1StatefulSetSpec
                {
                    Replicas = 1,
                    ServiceName = "none",
                    RevisionHistoryLimit = 0,
                    Selector = Selector("stateful"),
                    Template = Copy(template, "stateful"),
                },
            },
            world.Namespace,
            cancellationToken: Token);
        V1PodTemplateSpec nowhere = Copy(template, "daemon");
        nowhere.Spec.NodeSelector = new Dictionary<string, string> { ["example.com/none"] = "none" };
        await world.Client.AppsV1.CreateNamespacedDaemonSetAsync(
            new V1DaemonSet
            {
                Metadata = metadata,
                Spec = new V1DaemonSetSpec { RevisionHistoryLimit = 0, Selector = Selector("daemon"), Template = nowhere },
            },
            world.Namespace,
            cancellationToken: Token);
    }

    private static V1LabelSelector Selector(string app) =>
        new() { MatchLabels = new Dictionary<string, string> { ["app"] = app } };

    private static V1PodTemplateSpec Copy(V1PodTemplateSpec template, string app)
    {
        V1PodTemplateSpec copy = KubernetesJson.Deserialize<V1PodTemplateSpec>(KubernetesJson.Serialize(template));
        copy.Metadata.Labels["app"] = app;
        return copy;
    }
}
