using Keyframe.Core.Pods;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;

namespace Keyframe.Operator.Tests.Resources;

/// <summary>
/// Which pods a workload has, and which bindings a pod wakes: a Deployment, a StatefulSet and a DaemonSet named web in one namespace,
/// each with a binding and a pod, and the same again in another one.
/// </summary>
public sealed class PodCachesTests : IAsyncDisposable
{
    private static readonly (string Plural, string Kind)[] Kinds =
        [("deployments", "Deployment"), ("statefulsets", "StatefulSet"), ("daemonsets", "DaemonSet")];

    private readonly Workbench _bench = new();

    public PodCachesTests()
    {
        foreach (string @namespace in new[] { "shop", "lab" })
        {
            foreach ((string plural, string kind) in Kinds)
            {
                Put(plural, @namespace, "web", $$"""{"metadata": {"uid": "{{@namespace}}-{{kind}}"} }""");
                Put("genaideployments", @namespace, $"on-{plural}", $$"""
                    {"spec": {"workloadRef": {"kind": "{{kind}}", "name": "web"}, "snapshotRef": {"name": "one"} } }
                    """);
                if (kind != "Deployment")
                {
                    PutPod(@namespace, $"{plural}-pod", kind, "web", $"{@namespace}-{kind}");
                }
            }

            PutReplicaSet(@namespace, "web-new", "Deployment", "web", $"{@namespace}-Deployment");
            PutReplicaSet(@namespace, "web-old", "Deployment", "web", $"{@namespace}-Deployment");
            PutPod(@namespace, "deployments-pod", "ReplicaSet", "web-new", $"{@namespace}-web-new");
            PutPod(@namespace, "deployments-pod-old", "ReplicaSet", "web-old", $"{@namespace}-web-old");
        }
    }

    public static TheoryData<string> Plurals => [.. Kinds.Select(kind => kind.Plural)];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Plurals))]
    public async Task A_binding_sees_the_workload_of_its_kind_and_the_pods_of_that_alone(string plural)
    {
        await _bench.FillCachesAsync();
        RolloutObservation seen = Observe($"on-{plural}");
        Assert.Equal($"shop-{Kinds.Single(kind => kind.Plural == plural).Kind}", seen.Workload!.Metadata.Uid);
        Assert.Equal(Kinds.Single(kind => kind.Plural == plural).Kind, seen.Workload.Kind);
        Assert.Equal(
            plural == "deployments" ? ["deployments-pod", "deployments-pod-old"] : [$"{plural}-pod"],
            seen.Pods.Select(pod => pod.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.All(seen.Pods, pod => Assert.Equal("shop", pod.Metadata.NamespaceProperty));
        Assert.Null(seen.OlderClaim);
    }

    [Theory]
    [MemberData(nameof(Plurals))]
    public async Task A_pod_and_a_workload_concern_the_bindings_of_that_workload_alone(string plural)
    {
        await _bench.FillCachesAsync();
        string kind = Kinds.Single(each => each.Plural == plural).Kind;
        string[] expected = [$"shop/on-{plural}"];
        Assert.Equal(expected, Keys(_bench.Caches.BindingsOf(Pod($"{plural}-pod"))));
        Workload workload = _bench.Caches.Workloads.All.Single(informer => informer.Type.Kind == kind).Store.Get(new ObjectKey("shop", "web"))!;
        Assert.Equal(expected, Keys(_bench.Caches.BindingsOf(workload)));
    }

    [Fact]
    public async Task A_ReplicaSet_concerns_the_bindings_of_its_Deployment()
    {
        PutReplicaSet("shop", "foreign", "Rollout", "web", "shop-Deployment", "example.dev/v1");
        await _bench.FillCachesAsync();
        Assert.Equal(["shop/on-deployments"], Keys(_bench.Caches.BindingsOf(Set("web-new"))));
        Assert.Empty(_bench.Caches.BindingsOf(Set("foreign")));
    }

    [Fact]
    public async Task Pods_that_belong_to_no_workload_concern_nobody_and_are_nobodys()
    {
        Put("pods", "shop", "bare");
        PutPod("shop", "of-a-job", "Job", "web", "u", "batch/v1");
        PutPod("shop", "of-a-stranger", "StatefulSet", "web", "u", "example.dev/v1");
        PutPod("shop", "too-early", "ReplicaSet", "web-next", "u");
        PutPod("shop", "of-a-former-one", "ReplicaSet", "web-new", "another-uid");
        PutPod("shop", "of-a-former-set", "StatefulSet", "web", "another-uid");
        await _bench.FillCachesAsync();
        foreach (string name in (string[])["bare", "of-a-job", "of-a-stranger", "too-early", "of-a-former-one"])
        {
            Assert.Empty(_bench.Caches.BindingsOf(Pod(name)));
        }

        Assert.Equal(["statefulsets-pod"], Observe("on-statefulsets").Pods.Select(pod => pod.Metadata.Name));
        Assert.Equal(2, Observe("on-deployments").Pods.Count);
    }

    [Fact]
    public async Task Bindings_of_workloads_of_different_kinds_that_share_a_name_have_no_claim_on_each_other()
    {
        Put("genaideployments", "shop", "second", """
            {"metadata": {"creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"workloadRef": {"kind": "DaemonSet", "name": "web"}, "snapshotRef": {"name": "one"} } }
            """);
        await _bench.FillCachesAsync();
        Assert.Equal("on-daemonsets", Observe("second").OlderClaim);
        Assert.All(["on-deployments", "on-statefulsets", "on-daemonsets"], name => Assert.Null(Observe(name).OlderClaim));
    }

    [Fact]
    public void A_change_that_tells_nothing_is_no_news_and_a_replay_is_none()
    {
        Pod pod = new() { Metadata = { Name = "p", Uid = "u", ResourceVersion = "1" } };
        Pod same = new() { Metadata = { Name = "p", Uid = "u", ResourceVersion = "2" } };
        Pod other = new() { Metadata = { Name = "p", Uid = "u2", ResourceVersion = "3" } };
        Assert.False(PodCaches.IsNews(new ObjectChange<Pod>(pod, same, false)));
        Assert.False(PodCaches.IsNews(new ObjectChange<Pod>(pod, pod, false)));
        Assert.True(PodCaches.IsNews(new ObjectChange<Pod>(pod, other, false)));
        Assert.True(PodCaches.IsNews(new ObjectChange<Pod>(null, pod, false)));
        Assert.True(PodCaches.IsNews(new ObjectChange<Pod>(null, pod, true)));
        Assert.True(PodCaches.IsNews(new ObjectChange<Pod>(pod, null, false)));
    }

    [Fact]
    public void A_ReplicaSet_is_news_when_it_comes_or_goes_or_changes_hands()
    {
        TemplateSource one = Owned("u1");
        Assert.True(PodCaches.IsNews(new ObjectChange<TemplateSource>(null, one, false)));
        Assert.True(PodCaches.IsNews(new ObjectChange<TemplateSource>(one, null, false)));
        Assert.True(PodCaches.IsNews(new ObjectChange<TemplateSource>(one, Owned("u2"), false)));
        Assert.False(PodCaches.IsNews(new ObjectChange<TemplateSource>(one, Owned("u1"), false)));
    }

    private static TemplateSource Owned(string uid) => new()
    {
        Metadata = { Name = "r", OwnerReferences = [new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "d", Uid = uid, Controller = true }] },
    };

    private static IEnumerable<string> Keys<T>(IEnumerable<T> found)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => Caches.KeysOf(found).Select(key => key.ToString());

    private RolloutObservation Observe(string binding) =>
        _bench.DeploymentObserver().Observe(_bench.Caches.Bindings.Store.Get(new ObjectKey("shop", binding))!);

    private Pod Pod(string name) => _bench.Caches.Pods.Pods.Store.Get(new ObjectKey("shop", name))!;

    private TemplateSource Set(string name) => _bench.Caches.Pods.ReplicaSets.Store.Get(new ObjectKey("shop", name))!;

    private void PutReplicaSet(string @namespace, string name, string kind, string owner, string uid, string apiVersion = "apps/v1") =>
        Put("replicasets", @namespace, name, $$"""
            {"metadata": {"uid": "{{@namespace}}-{{name}}", "ownerReferences": [
              {"apiVersion": "{{apiVersion}}", "kind": "{{kind}}", "name": "{{owner}}", "uid": "{{uid}}", "controller": true}]} }
            """);

    private void PutPod(string @namespace, string name, string kind, string owner, string uid, string apiVersion = "apps/v1") =>
        Put("pods", @namespace, name, $$"""
            {"metadata": {"ownerReferences": [
              {"apiVersion": "{{apiVersion}}", "kind": "{{kind}}", "name": "{{owner}}", "uid": "{{uid}}", "controller": true}]} }
            """);

    private void Put(string plural, string @namespace, string name, string json = "{}") => _bench.Api.Put(plural, @namespace, name, json);
}
