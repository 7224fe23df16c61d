using System.Text.Json.Nodes;
using Keyframe.Operator.Settings;
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
    public void One_replica_works_and_another_stands_by()
    {
        Assert.Equal(2, (long)Deployment["spec"]!["replicas"]!);
        Assert.Equal("RollingUpdate", (string?)Deployment["spec"]!["strategy"]!["type"]);
        Assert.Equal(0, (long)Deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]!);
        Assert.True(Read([], inPod: true).Options.LeaderElection is not null, "replicas without leader election");
    }

    [Fact]
    public void A_drain_of_nodes_leaves_one()
    {
        JsonObject budget = Assert.Single(Repository.Documents("config/availability/pod_disruption_budget.yaml"));
        Assert.Equal(1, (long)budget["spec"]!["minAvailable"]!);
        Assert.True((long)Deployment["spec"]!["replicas"]! > 1, "or no node could be drained");
        Assert.True(JsonNode.DeepEquals(budget["spec"]!["selector"]!["matchLabels"], Labels));
        Assert.Equal((string?)Deployment["metadata"]!["namespace"], (string?)budget["metadata"]!["namespace"]);
    }

    [Fact]
    public void Replicas_prefer_different_nodes()
    {
        JsonNode spread = Assert.Single(Pod["topologySpreadConstraints"]!.AsArray())!;
        Assert.Equal(("kubernetes.io/hostname", "ScheduleAnyway"), ((string?)spread["topologyKey"], (string?)spread["whenUnsatisfiable"]));
        Assert.True(JsonNode.DeepEquals(spread["labelSelector"]!["matchLabels"], Labels));
    }

    [Fact]
    public void It_has_time_to_finish_what_it_is_writing() => Assert.True(
        (long)Pod["terminationGracePeriodSeconds"]! >= Read([], inPod: true).Options.ShutdownGrace.TotalSeconds + 10,
        "a stop may take the grace, 5 s until a reconcile notices, the release of the lease and 2 s for telemetry");

    [Theory]
    [InlineData("startupProbe", "/healthz")]
    [InlineData("livenessProbe", "/healthz")]
    [InlineData("readinessProbe", "/readyz")]
    public void Probes_ask_what_the_process_serves(string probe, string path)
    {
        JsonNode get = Container[probe]!["httpGet"]!;
        Assert.Equal((path, "health"), ((string?)get["path"], (string?)get["port"]));
    }

    [Fact]
    public void Ports_are_those_of_the_settings()
    {
        OperatorSettings settings = Read([], inPod: true);
        Assert.Equal(settings.HealthAddress!.Port, PortNamed("health"));
        Assert.Equal(settings.MetricsAddress!.Port, PortNamed("metrics"));
    }

    [Fact]
    public void Metrics_are_found_by_a_Service()
    {
        JsonObject service = Assert.Single(Repository.Documents("config/manager/metrics_service.yaml"));
        Assert.True(JsonNode.DeepEquals(service["spec"]!["selector"], Labels));
        JsonNode port = Assert.Single(service["spec"]!["ports"]!.AsArray())!;
        Assert.Equal(("metrics", "metrics"), ((string?)port["name"], (string?)port["targetPort"]));
    }

    [Fact]
    public void It_knows_its_pod_and_no_Service_of_its_namespace()
    {
        Assert.False((bool)Pod["enableServiceLinks"]!);
        Assert.Equal("metadata.namespace", FieldOf("POD_NAMESPACE"));
        Assert.Equal("metadata.name", FieldOf("POD_NAME"));
    }

    [Fact]
    public void Its_variables_and_flags_are_settings()
    {
        Assert.Empty(
            from variable in Container["env"]!.AsArray()
            let name = (string)variable!["name"]!
            where name.StartsWith(Setting.VariablePrefix, StringComparison.Ordinal)
                && !SettingsTable.All.Any(setting => setting.Variable == name)
            select name);
        Assert.NotNull(Read([.. Container["args"]?.AsArray().Select(flag => (string)flag!) ?? []], inPod: true));
    }

    [Fact]
    public void It_cannot_take_the_memory_of_its_node()
    {
        Assert.NotNull(Container["resources"]!["limits"]!["memory"]);
        Assert.NotNull(Container["resources"]!["requests"]!["memory"]);
    }

    [Fact]
    public void Its_selector_finds_its_pods() => Assert.True(JsonNode.DeepEquals(
        Deployment["spec"]!["selector"]!["matchLabels"], Deployment["spec"]!["template"]!["metadata"]!["labels"]));

    private static JsonNode Labels => Deployment["spec"]!["template"]!["metadata"]!["labels"]!;

    private static OperatorSettings Read(string[] flags, bool inPod) =>
        SettingsReader.Read(flags, new Surroundings(new Dictionary<string, string>(), inPod, "keyframe-system")).Settings!;

    private static int PortNamed(string name) =>
        (int)(long)Container["ports"]!.AsArray().Single(port => (string?)port!["name"] == name)!["containerPort"]!;

    private static string? FieldOf(string variable) => (string?)Container["env"]!.AsArray()
        .Single(found => (string?)found!["name"] == variable)!["valueFrom"]!["fieldRef"]!["fieldPath"];

    private static JsonObject Security => Container["securityContext"]!.AsObject();
}
