using System.Text.Json.Nodes;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Config;

/// <summary>The operator's own pod, by the rules of the Pod Security Standard "restricted" and a little more.</summary>
public sealed class ManagerTests
{
    private static readonly JsonNode Deployment = Repository.Documents("config/manager/deployment.yaml").Single();

    private static readonly JsonObject Pod = Deployment["spec"]!["template"]!["spec"]!.AsObject();

    private static readonly JsonObject Container = Pod["containers"]!.AsArray().Single()!.AsObject();

    [Fact]
    public void It_runs_as_a_user_who_is_not_root()
    {
        Assert.True((bool)Pod["securityContext"]!["runAsNonRoot"]!);
        Assert.NotEqual(0, (long)Pod["securityContext"]!["runAsUser"]!);
        Assert.NotEqual(0, (long)Pod["securityContext"]!["runAsGroup"]!);
        Assert.False(Security.ContainsKey("runAsUser") || Security.ContainsKey("runAsNonRoot"), "the container overrides the pod");
    }

    [Fact]
    public void It_can_write_nothing_and_gain_nothing()
    {
        Assert.True((bool)Security["readOnlyRootFilesystem"]!);
        Assert.False((bool)Security["allowPrivilegeEscalation"]!);
        Assert.False(Security.ContainsKey("privileged"));
        Assert.Equal(["ALL"], Security["capabilities"]!["drop"]!.AsArray().Select(name => (string)name!));
        Assert.Null(Security["capabilities"]!["add"]);
        Assert.Equal("RuntimeDefault", (string?)Pod["securityContext"]!["seccompProfile"]!["type"]);
        Assert.False(Security.ContainsKey("seccompProfile"));
    }

    [Theory]
    [InlineData("hostNetwork")]
    [InlineData("hostPID")]
    [InlineData("hostIPC")]
    [InlineData("initContainers")]
    [InlineData("volumes")]
    public void It_shares_nothing_with_its_node(string field) => Assert.False(Pod.ContainsKey(field));

    [Fact]
    public void Its_namespace_enforces_that()
    {
        JsonObject @namespace = Assert.Single(Repository.Documents("config/manager/namespace.yaml"));
        Assert.Equal("restricted", (string?)@namespace["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]);
        Assert.Equal((string?)Deployment["metadata"]!["namespace"], (string?)@namespace["metadata"]!["name"]);
    }

    [Fact]
    public void The_runtime_opens_no_diagnostic_socket_on_the_read_only_file_system() => Assert.Contains(
        Container["env"]!.AsArray(), variable => (string?)variable!["name"] == "DOTNET_EnableDiagnostics" && (string?)variable["value"] == "0");

    [Fact]
    public void Two_operators_never_run_side_by_side_while_there_is_no_leader_election()
    {
        Assert.Equal(1, (long)Deployment["spec"]!["replicas"]!);
        Assert.Equal("Recreate", (string?)Deployment["spec"]!["strategy"]!["type"]);
    }

    [Fact]
    public void It_has_time_to_finish_what_it_is_writing() =>
        Assert.True((long)Pod["terminationGracePeriodSeconds"]! > 35, "the host takes up to 35 s to stop (Program.cs)");

    [Fact]
    public void It_cannot_take_the_memory_of_its_node()
    {
        Assert.NotNull(Container["resources"]!["limits"]!["memory"]);
        Assert.NotNull(Container["resources"]!["requests"]!["memory"]);
    }

    [Fact]
    public void Its_selector_finds_its_pods() => Assert.True(JsonNode.DeepEquals(
        Deployment["spec"]!["selector"]!["matchLabels"], Deployment["spec"]!["template"]!["metadata"]!["labels"]));

    private static JsonObject Security => Container["securityContext"]!.AsObject();
}
