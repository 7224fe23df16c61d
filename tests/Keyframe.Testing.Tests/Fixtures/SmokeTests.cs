using k8s;
using k8s.Models;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Nodes;

namespace Keyframe.Testing.Tests.Fixtures;

public sealed class SmokeTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_gets_a_revision_becomes_available_and_is_garbage_collected()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("smoke", Token);
        await using NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token);
        IAppsV1Operations apps = fixture.Client.AppsV1;
        await apps.CreateNamespacedDeploymentAsync(Workloads.Deployment("web", replicas: 2), ns.Name, cancellationToken: Token);

        await Eventually.HoldsAsync(
            async () =>
            {
                V1Deployment web = await apps.ReadNamespacedDeploymentAsync("web", ns.Name, cancellationToken: Token);
                return web.Status?.AvailableReplicas == 2;
            },
            "both replicas are available");
        V1ReplicaSet replicas = Assert.Single(
            (await apps.ListNamespacedReplicaSetAsync(ns.Name, cancellationToken: Token)).Items);
        Assert.Equal("1", replicas.GetAnnotation("deployment.kubernetes.io/revision"));
        V1PodList pods = await fixture.Client.CoreV1.ListNamespacedPodAsync(ns.Name, cancellationToken: Token);
        Assert.All(pods.Items, pod => Assert.Equal(node.NodeName, pod.Spec.NodeName));
        Assert.Equal(2, pods.Items.Select(pod => pod.Status.PodIP).Distinct().Count());

        await apps.DeleteNamespacedDeploymentAsync("web", ns.Name, cancellationToken: Token);
        await Eventually.HoldsAsync(
            async () => (await apps.ListNamespacedReplicaSetAsync(ns.Name, cancellationToken: Token)).Items.Count == 0
                && (await fixture.Client.CoreV1.ListNamespacedPodAsync(ns.Name, cancellationToken: Token)).Items.Count == 0,
            "the garbage collector removed the replica set and its pods");
    }

    [Fact]
    public async Task A_namespace_is_deleted_on_dispose()
    {
        TestNamespace ns = await fixture.CreateNamespaceAsync("short", Token);
        Assert.StartsWith("short-", ns.Name, StringComparison.Ordinal);
        await ns.DisposeAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                V1NamespaceList all = await fixture.Client.CoreV1.ListNamespaceAsync(cancellationToken: Token);
                return all.Items.All(item => item.Name() != ns.Name);
            },
            "the namespace is gone");
    }

    [Theory]
    [InlineData("1.28", "native sidecars needs Kubernetes 1.29; this is 1.28.")]
    [InlineData("1.29", null)]
    [InlineData("2.0", null)]
    public void A_test_of_a_feature_is_skipped_by_name_on_an_older_server(string server, string? reason) =>
        Assert.Equal(reason, ControlPlaneFixture.TooOld(Version.Parse(server), new Version(1, 29), "native sidecars"));

    [Fact]
    public void The_origin_says_version_and_way() =>
        Assert.StartsWith(
            $"Kubernetes {fixture.ControlPlane.ServerVersion} ", fixture.ControlPlane.Origin, StringComparison.Ordinal);
}
