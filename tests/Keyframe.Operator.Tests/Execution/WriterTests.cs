using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Tests.Execution;

/// <summary>What goes over the wire to ConfigMaps and workloads, and under which guards.</summary>
public sealed class WriterTests : IAsyncDisposable
{
    private static readonly ObjectKey Binding = new("shop", "bot");

    private readonly Workbench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_ConfigMap_is_created_immutable_in_the_namespace_of_the_object_and_its_uid_is_returned()
    {
        string? uid = await WriteAsync(new ConfigMapWrite.Create(
            "bot-1-aa",
            new Dictionary<string, string> { ["keyframe.dev/snapshot"] = "bot-1" },
            new Dictionary<string, string> { ["keyframe.dev/digest"] = "sha256:aa" },
            [new OwnerIdentity("keyframe.dev/v1alpha1", "GenAIAppSnapshot", "bot-1", "u1")],
            new Dictionary<string, string> { ["snapshot.json"] = "{}" }));
        Assert.Equal("uid-bot-1-aa", uid);
        AssertJson(
            """
            {
              "apiVersion": "v1", "kind": "ConfigMap", "immutable": true, "data": {"snapshot.json": "{}"},
              "metadata": {
                "name": "bot-1-aa", "namespace": "shop", "labels": {"keyframe.dev/snapshot": "bot-1"},
                "annotations": {"keyframe.dev/digest": "sha256:aa"},
                "ownerReferences": [{"apiVersion": "keyframe.dev/v1alpha1", "kind": "GenAIAppSnapshot", "name": "bot-1", "uid": "u1"}]
              }
            }
            """,
            Assert.Single(_bench.Api.Writes).Body);
    }

    [Fact]
    public async Task Owners_are_set_on_exactly_the_ConfigMap_and_version_that_was_looked_at()
    {
        string version = (string)_bench.Api.Put("configmaps", "shop", "bot-1-aa")["metadata"]!["resourceVersion"]!;
        Assert.Null(await WriteAsync(new ConfigMapWrite.SetOwners(
            "bot-1-aa", "uid-bot-1-aa", version, [new OwnerIdentity("apps/v1", "Deployment", "bot", "u2")])));
        FakeRequest write = Assert.Single(_bench.Api.Writes);
        Assert.Equal(("PATCH configmaps/bot-1-aa", "application/merge-patch+json"), (write.Step, write.ContentType));
        AssertJson(
            $$"""
            {"metadata": {
              "uid": "uid-bot-1-aa", "resourceVersion": "{{version}}",
              "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "bot", "uid": "u2"}]
            } }
            """,
            write.Body);
    }

    [Fact]
    public async Task Only_the_ConfigMap_that_was_looked_at_is_deleted_and_one_that_is_gone_is_no_failure()
    {
        var delete = new ConfigMapWrite.Delete("bot-1-aa", "uid-stranger");
        await WriteAsync(delete);
        FakeRequest write = Assert.Single(_bench.Api.Writes);
        Assert.Equal("DELETE configmaps/bot-1-aa", write.Step);
        AssertJson("""{"uid": "uid-stranger"}""", write.Body["preconditions"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_template_is_applied_with_our_section_and_the_cause_and_nothing_else_and_never_forced_at_first(bool mayTakeOver)
    {
        string version = PutWorkload();
        await WriteAsync(version, mayTakeOver);
        FakeRequest write = Assert.Single(_bench.Api.Writes);
        Assert.Equal(("PATCH deployments/bot", "application/apply-patch+yaml"), (write.Step, write.ContentType));
        Assert.Contains("fieldManager=keyframe-operator", write.Query, StringComparison.Ordinal);
        Assert.False(write.IsForced);
        AssertJson(
            $$"""
            {
              "apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {{Section.ToTemplate().ToJsonString()}} },
              "metadata": {
                "name": "bot", "namespace": "shop", "uid": "uid-bot", "resourceVersion": "{{version}}",
                "annotations": {"kubernetes.io/change-cause": "prompt system 6→7"}
              }
            }
            """,
            write.Body);
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment, "deployments")]
    [InlineData(WorkloadKind.StatefulSet, "statefulsets")]
    [InlineData(WorkloadKind.DaemonSet, "daemonsets")]
    public async Task A_template_is_applied_to_the_workload_of_its_kind_alone(WorkloadKind kind, string plural)
    {
        string version = "";
        foreach (string each in (string[])["deployments", "statefulsets", "daemonsets"])
        {
            string put = (string)_bench.Api.Put(each, "shop", "bot")["metadata"]!["resourceVersion"]!;
            version = each == plural ? put : version;
        }

        await WriteAsync(version, mayTakeOver: false, kind);
        FakeRequest write = Assert.Single(_bench.Api.Writes);
        Assert.Equal($"PATCH {plural}/bot", write.Step);
        Assert.Equal(("apps/v1", kind.ToString()), ((string?)write.Body["apiVersion"], (string?)write.Body["kind"]));
    }

    [Theory]
    [InlineData("kubectl")]
    [InlineData("kubectl-edit")]
    public async Task A_field_that_only_kubectl_holds_is_taken_over_where_the_plan_allows_it(string manager)
    {
        string version = PutWorkload();
        Hold(manager);
        await WriteAsync(version, mayTakeOver: true);
        Assert.Equal([false, true], _bench.Api.Writes.Select(write => write.IsForced));
        AssertJson(_bench.Api.Writes[0].Body.ToJsonString(), _bench.Api.Writes[1].Body);
    }

    [Theory]
    [InlineData(false, "keyframe-operator")]
    [InlineData(true, "keyframe-operator", "kubectl")]
    public async Task What_we_once_patched_is_ours_to_change(bool mayTakeOver, params string[] managers)
    {
        string version = PutWorkload();
        Hold(managers);
        await WriteAsync(version, mayTakeOver);
        Assert.Equal([false, true], _bench.Api.Writes.Select(write => write.IsForced));
    }

    [Theory]
    [InlineData(false, "kubectl")]
    [InlineData(false, "keyframe-operator", "kubectl")]
    [InlineData(true, "keyframe-operator", "argocd-controller")]
    [InlineData(true, "argocd-controller")]
    [InlineData(true, "kubectl", "argocd-controller")]
    [InlineData(true, "kubectlish")]
    public async Task Any_other_conflict_is_not_forced(bool mayTakeOver, params string[] managers)
    {
        string version = PutWorkload();
        Hold(managers);
        ApiException conflict = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(version, mayTakeOver));
        Assert.Equal(managers, conflict.FieldConflicts.Select(field => field.Manager));
        Assert.False(Assert.Single(_bench.Api.Writes).IsForced);
    }

    [Fact]
    public async Task What_is_taken_out_is_patched_out_and_then_let_go_of_entirely()
    {
        string version = PutWorkload();
        var metadata = new V1ObjectMeta { Name = "bot", Uid = "uid-bot", ResourceVersion = version };
        PodTemplate carrying = JsonSerializer.Deserialize(Section.ToTemplate(), WorkloadJsonContext.Default.PodTemplate)!;
        var workload = new Workload { Kind = "Deployment", Metadata = metadata, Spec = new WorkloadSpec { Template = carrying } };
        await _bench.Templates.WriteAsync(Binding, TemplateWrite.TakingOut(workload, "taken out"), TestContext.Current.CancellationToken);
        Assert.Equal(
            ["application/strategic-merge-patch+json", "application/apply-patch+yaml"], _bench.Api.Writes.Select(write => write.ContentType));
        Assert.Equal(version, (string?)_bench.Api.Writes[0].Body["metadata"]!["resourceVersion"]);
        Assert.False(_bench.Api.Writes[1].IsForced);
        AssertJson(
            """{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "bot", "namespace": "shop", "uid": "uid-bot"} }""",
            _bench.Api.Writes[1].Body);
    }

    [Fact]
    public async Task What_was_taken_out_before_is_only_let_go_of()
    {
        var metadata = new V1ObjectMeta { Name = "bot", Uid = "uid-bot", ResourceVersion = PutWorkload() };
        TemplateWrite write = TemplateWrite.TakingOut(new Workload { Kind = "Deployment", Metadata = metadata }, "taken out");
        await _bench.Templates.WriteAsync(Binding, write, TestContext.Current.CancellationToken);
        Assert.Equal("application/apply-patch+yaml", Assert.Single(_bench.Api.Writes).ContentType);
        Assert.Null(_bench.Api.Writes[0].Body["spec"]);
    }

    [Fact]
    public async Task A_workload_that_moved_on_is_left_alone()
    {
        PutWorkload();
        ApiException conflict = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(version: "1", mayTakeOver: true));
        Assert.True(conflict.IsConflict);
        Assert.Empty(conflict.FieldConflicts);
        Assert.Single(_bench.Api.Writes);
    }

    private static InjectionSection Section => InjectionSection.Render("bot-2", Digest.Of("x"u8), "bot-2-aa", ["app"], "/etc/keyframe");

    private string PutWorkload() => (string)_bench.Api.Put("deployments", "shop", "bot")["metadata"]!["resourceVersion"]!;

    private void Hold(params string[] managers) => _bench.Api.Refuse(
        "PATCH deployments/bot", HttpStatusCode.Conflict, "Conflict", "Apply failed",
        [.. managers.Select(manager => ($"conflict with \"{manager}\" using apps/v1", ".spec.template.spec.volumes"))]);

    private Task WriteAsync(string version, bool mayTakeOver, WorkloadKind kind = WorkloadKind.Deployment) => _bench.Templates.WriteAsync(
        Binding,
        new TemplateWrite(kind, "bot", "uid-bot", version, Section, "prompt system 6→7", mayTakeOver),
        TestContext.Current.CancellationToken);

    private Task<string?> WriteAsync(ConfigMapWrite write) =>
        _bench.ConfigMaps.WriteAsync(Binding, write, TestContext.Current.CancellationToken);

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
