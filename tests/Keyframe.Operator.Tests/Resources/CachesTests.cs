using k8s.Models;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Rollouts;
using Keyframe.Operator.Deployments;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.Resources;

/// <summary>Who depends on what is found within one namespace: the same names in another one never meet.</summary>
public sealed class CachesTests : IAsyncDisposable
{
    private readonly Workbench _bench = new();

    public CachesTests()
    {
        foreach (string @namespace in new[] { "shop", "lab" })
        {
            Put("promptversions", @namespace, "system-v7", """
                {"spec": {"prompt": "system", "version": "7", "source": {"configMapKeyRef": {"name": "texts", "key": "a"}} },
                 "status": {"contentRef": {"name": "system-v7-aa"}} }
                """);
            Put("genaiappsnapshots", @namespace, "bot-1", """
                {"spec": {"prompts": [{"name": "a", "promptRef": {"name": "system-v7"}}, {"name": "b", "promptRef": {"name": "system-v7"}}],
                  "retrieval": [{"name": "a", "verify": {"configMapKeyRef": {"name": "indexes", "key": "a"}} },
                                {"name": "b", "verify": {"configMapKeyRef": {"name": "indexes", "key": "b"}} }, {"name": "c"}]},
                 "status": {"configMapName": "bot-1-aa"} }
                """);
            Put("genaideployments", @namespace, "bot", """
                {"spec": {"workloadRef": {"name": "web"}, "snapshotRef": {"name": "bot-1"}},
                 "status": {"active": {"snapshot": "bot-0"}} }
                """);
            Put("configmaps", @namespace, "bot-1-aa"); // without its labels, which anybody can take off
        }
    }

    public static TheoryData<string> Indexes =>
    [
        "identity", "source", "pin", "prompt of a snapshot", "ConfigMap of a snapshot", "ConfigMap of an index", "snapshot", "active",
        "workload", "ConfigMap of a binding",
    ];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task An_index_finds_each_dependent_once_and_only_in_the_same_namespace(string index)
    {
        await _bench.FillCachesAsync();
        Caches caches = _bench.Caches;
        IEnumerable<ObjectKey> found = index switch
        {
            "identity" => Caches.KeysOf(caches.PromptsByIdentity.Find("shop/system/7")),
            "source" => Caches.KeysOf(caches.PromptsByConfigMap.Find(Caches.Value("shop", "texts"))),
            "pin" => Caches.KeysOf(caches.PromptsByConfigMap.Find(Caches.Value("shop", "system-v7-aa"))),
            "prompt of a snapshot" => Caches.KeysOf(caches.SnapshotsByPrompt.Find(Caches.Value("shop", "system-v7"))),
            "ConfigMap of a snapshot" => Caches.KeysOf(caches.SnapshotsByConfigMap.Find(Caches.Value("shop", "bot-1-aa"))),
            "ConfigMap of an index" => Caches.KeysOf(caches.SnapshotsByIndexConfigMap.Find(Caches.Value("shop", "indexes"))),
            "active" => Caches.KeysOf(caches.BindingsByActive.Find(Caches.Value("shop", "bot-0"))),
            "snapshot" => Caches.KeysOf(caches.BindingsBySnapshot.Find(Caches.Value("shop", "bot-1"))),
            "workload" => Caches.KeysOf(caches.BindingsByWorkload.Find(Caches.WorkloadValue("Deployment", "shop", "web"))),
            _ => Caches.KeysOf(caches.BindingsOf(caches.ConfigMaps.Store.Get(new ObjectKey("shop", "bot-1-aa"))!)),
        };
        Assert.Equal("shop", Assert.Single(found).Namespace);
    }

    [Fact]
    public async Task A_ConfigMap_of_no_snapshot_concerns_no_binding()
    {
        Put("configmaps", "shop", "bot-1");
        await _bench.FillCachesAsync();
        Assert.Empty(_bench.Caches.BindingsOf(_bench.Caches.ConfigMaps.Store.Get(new ObjectKey("shop", "bot-1"))!));
    }

    [Fact]
    public async Task Objects_that_say_nothing_are_indexed_without_harm()
    {
        Put("promptversions", "shop", "empty");
        Put("genaiappsnapshots", "shop", "empty");
        Put("genaideployments", "shop", "empty");
        await _bench.FillCachesAsync();
        Assert.NotNull(_bench.Caches.Snapshots.Store.Get(new ObjectKey("shop", "empty")));
        Assert.Equal("empty", Assert.Single(_bench.Caches.BindingsByWorkload.Find(Caches.WorkloadValue("Deployment", "shop", ""))).Metadata.Name);
    }

    [Fact]
    public void Two_prompts_or_versions_never_share_an_identity()
    {
        Assert.NotEqual(Identity("shop", "a", "7"), Identity("lab", "a", "7"));
        Assert.NotEqual(Identity("shop", "a", "7"), Identity("shop", "a", "8"));
        Assert.NotEqual(Identity("shop", "a-7", "1"), Identity("shop", "a", "7-1"));
    }

    [Fact]
    public async Task An_older_binding_of_the_same_workload_has_the_claim_unless_it_is_elsewhere_or_going()
    {
        PutBinding("lab", "elsewhere", "2020-01-01T00:00:00Z");
        PutBinding("shop", "going", "2021-01-01T00:00:00Z", """, "deletionTimestamp": "2026-01-01T00:00:00Z" """);
        PutBinding("shop", "second", "2023-01-01T00:00:00Z");
        PutBinding("shop", "first", "2022-01-01T00:00:00Z");
        PutBinding("shop", "mine", "2024-01-01T00:00:00Z");
        await _bench.FillCachesAsync();
        DeploymentObserver observer = Observer();
        Assert.Equal("first", Observe(observer, "mine").OlderClaim);
        Assert.Null(Observe(observer, "first").OlderClaim);
    }

    [Fact]
    public async Task A_binding_sees_only_what_stands_in_its_own_namespace()
    {
        Put("genaideployments", "empty", "bot", """{"spec": {"workloadRef": {"name": "web"}, "snapshotRef": {"name": "bot-1"}} }""");
        Put("deployments", "shop", "web");
        await _bench.FillCachesAsync();
        DeploymentObserver observer = Observer();
        RolloutObservation here = observer.Observe(_bench.Caches.Bindings.Store.Get(new ObjectKey("shop", "bot"))!);
        RolloutObservation there = observer.Observe(_bench.Caches.Bindings.Store.Get(new ObjectKey("empty", "bot"))!);
        Assert.Equal(("web", "bot-1", "bot-1-aa"), (here.Workload?.Metadata.Name, here.Snapshot?.Metadata.Name, here.ConfigMap?.Name));
        Assert.Null(there.Workload);
        Assert.Null(there.Snapshot);
        Assert.Null(there.ConfigMap);
    }

    private static string Identity(string @namespace, string prompt, string version) => Caches.IdentityOf(new PromptVersion
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = @namespace },
        Spec = new PromptVersionSpec { Prompt = prompt, Version = version },
    });

    private DeploymentObserver Observer() => _bench.DeploymentObserver();

    private RolloutObservation Observe(DeploymentObserver observer, string name) =>
        observer.Observe(_bench.Caches.Bindings.Store.Get(new ObjectKey("shop", name))!);

    private void Put(string plural, string @namespace, string name, string json = "{}") => _bench.Api.Put(plural, @namespace, name, json);

    private void PutBinding(string @namespace, string name, string created, string more = "") => Put(
        "genaideployments", @namespace, name,
        $$"""{"metadata": {"creationTimestamp": "{{created}}"{{more}} }, "spec": {"workloadRef": {"name": "claimed"}, "snapshotRef": {"name": "none"} } }""");
}
