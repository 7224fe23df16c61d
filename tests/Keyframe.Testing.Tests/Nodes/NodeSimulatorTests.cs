using k8s;
using k8s.Autorest;
using k8s.Models;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Nodes;

namespace Keyframe.Testing.Tests.Nodes;

public sealed class NodeSimulatorTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICoreV1Operations Core => fixture.Client.CoreV1;

    [Fact]
    public async Task A_pod_waits_for_a_ConfigMap_that_does_not_exist_and_starts_when_it_does()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        await using NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token);
        await CreateAsync(ns, Workloads.Pod("p", ConfigMapVolume("configuration", "late", optional: null)));

        await ShowsAsync(ns, "p", pod => Waiting(pod) == "ContainerCreating" && pod.Status.Phase == "Pending");
        Corev1EventList events = await Core.ListNamespacedEventAsync(
            ns.Name, fieldSelector: "reason=FailedMount", cancellationToken: Token);
        Assert.Equal(
            "MountVolume.SetUp failed for volume \"configuration\" : configmap \"late\" not found",
                Assert.Single(events.Items).Message);

        await CreateConfigMapAsync(ns, "late", "v1");
        await ShowsAsync(ns, "p", IsReady);
    }

    [Fact]
    public async Task A_pod_does_not_wait_for_an_optional_ConfigMap()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        await using NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token);
        await CreateAsync(ns, Workloads.Pod("p", ConfigMapVolume("configuration", "never", optional: true)));
        await ShowsAsync(ns, "p", IsReady);
    }

    [Fact]
    public async Task A_decision_can_look_at_what_the_pod_mounts()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        await CreateConfigMapAsync(ns, "good", "v2");
        await CreateConfigMapAsync(ns, "bad", "v3");
        await using NodeSimulator node = await fixture.SimulateNodeAsync(
            ns.Name,
            async (pod, token) => (await pod.ConfigMapAsync("configuration", token))?.Data["version"] == "v3"
                ? PodBehavior.CrashLoopBackOff("app", "cannot parse the prompt", restarts: 3)
                : PodBehavior.Ready,
            Token);
        await CreateAsync(ns, Workloads.Pod("p2", ConfigMapVolume("configuration", "good", optional: null)));
        await CreateAsync(ns, Workloads.Pod("p3", ConfigMapVolume("configuration", "bad", optional: null)));

        await ShowsAsync(ns, "p2", IsReady);
        await ShowsAsync(ns, "p3", pod => Waiting(pod) == "CrashLoopBackOff");
        V1ContainerStatus status = (await ReadAsync(ns, "p3")).Status.ContainerStatuses[0];
        Assert.Equal("cannot parse the prompt", status.LastState.Terminated.Message);
        Assert.Equal(3, status.RestartCount);
        Assert.False(status.Ready);
    }

    [Fact]
    public async Task A_new_decision_applies_to_running_pods_too()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        await using NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token);
        await CreateAsync(ns, Workloads.Pod("p"));
        await ShowsAsync(ns, "p", IsReady);

        node.Decide = (_, _) => ValueTask.FromResult(PodBehavior.NotReady);

        await ShowsAsync(ns, "p", pod => pod.Status.Phase == "Running" && !IsReady(pod));
    }

    [Fact]
    public async Task A_deleted_pod_goes_away()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        await using NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token);
        await CreateAsync(ns, Workloads.Pod("p"));
        await ShowsAsync(ns, "p", IsReady);
        await Core.DeleteNamespacedPodAsync("p", ns.Name, cancellationToken: Token);
        await Eventually.HoldsAsync(
            async () => (await Core.ListNamespacedPodAsync(ns.Name, cancellationToken: Token)).Items.Count == 0,
                "the pod is gone");
    }

    [Fact]
    public async Task Pods_of_other_namespaces_are_left_alone()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        await using TestNamespace other = await fixture.CreateNamespaceAsync("other", Token);
        await using NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token);
        await CreateAsync(other, Workloads.Pod("p"));
        await CreateAsync(ns, Workloads.Pod("p"));
        await ShowsAsync(ns, "p", IsReady);
        Assert.Null((await ReadAsync(other, "p")).Spec.NodeName);
    }

    [Fact]
    public async Task What_a_decision_throws_comes_out_of_dispose()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        TaskCompletionSource asked = new();
        NodeSimulator node = await fixture.SimulateNodeAsync(
            ns.Name,
            (_, _) =>
            {
                asked.TrySetResult();
                throw new NotFiniteNumberException("a mistake in the test");
            },
            Token);
        await CreateAsync(ns, Workloads.Pod("p"));
        await asked.Task.WaitAsync(Token);
        await Assert.ThrowsAsync<NotFiniteNumberException>(async () => await node.DisposeAsync());
    }

    [Fact]
    public async Task The_node_is_ready_while_simulated_and_removed_afterwards()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("node", Token);
        string name;
        await using (NodeSimulator node = await fixture.SimulateNodeAsync(ns.Name, null, Token))
        {
            name = node.NodeName;
            V1Node created = await Core.ReadNodeAsync(name, cancellationToken: Token);
            Assert.Equal("True", created.Status.Conditions.Single(condition => condition.Type == "Ready").Status);
            Assert.Null(created.Spec.Taints);
        }

        await Assert.ThrowsAsync<HttpOperationException>(() => Core.ReadNodeAsync(name, cancellationToken: Token));
    }

    private static V1Volume ConfigMapVolume(string volume, string map, bool? optional) =>
        new() { Name = volume, ConfigMap = new V1ConfigMapVolumeSource { Name = map, Optional = optional } };

    private static bool IsReady(V1Pod pod) =>
        pod.Status.Conditions?.SingleOrDefault(condition => condition.Type == "Ready")?.Status == "True";

    private static string? Waiting(V1Pod pod) => pod.Status.ContainerStatuses?[0].State.Waiting?.Reason;

    private Task<V1Pod> CreateAsync(TestNamespace ns, V1Pod pod) =>
        Core.CreateNamespacedPodAsync(pod, ns.Name, cancellationToken: Token);

    private Task<V1Pod> ReadAsync(TestNamespace ns, string name) =>
        Core.ReadNamespacedPodAsync(name, ns.Name, cancellationToken: Token);

    private Task<V1ConfigMap> CreateConfigMapAsync(TestNamespace ns, string name, string version) =>
        Core.CreateNamespacedConfigMapAsync(
            new V1ConfigMap
            {
                Metadata = new V1ObjectMeta { Name = name },
                Data = new Dictionary<string, string> { ["version"] = version },
            },
            ns.Name,
            cancellationToken: Token);

    private Task ShowsAsync(TestNamespace ns, string name, Func<V1Pod, bool> condition) =>
        Eventually.HoldsAsync(async () => condition(await ReadAsync(ns, name)), $"pod {name} is as expected");
}
