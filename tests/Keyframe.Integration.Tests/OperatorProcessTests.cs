using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>The operator as an executable, started, probed and stopped as a kubelet does it.</summary>
public sealed class OperatorProcessTests(Cluster cluster)
{
    private const string Home = "keyframe-system";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_becomes_ready_reconciles_and_on_SIGTERM_ends_with_0()
    {
        await using World world = await World.PrepareAsync(cluster, "process");
        await using RunningProcess process = await RunningProcess.StartAsync(cluster, world.Namespace);
        await process.UntilReadyAsync();
        await world.CreateSampleAsync();
        await world.SettledOnAsync("support-bot-1");
        Assert.Equal((HttpStatusCode.OK, "ok"), await process.HealthAsync("healthz"));
        string metrics = await process.MetricsAsync();
        Assert.Contains("process_resident_memory_bytes", metrics, StringComparison.Ordinal);
        Assert.Contains("controller_runtime_reconcile_total{", metrics, StringComparison.Ordinal);

        Assert.Equal(0, await process.StopAsync());
        JsonObject[] log = process.Log();
        Assert.Contains(log, entry => (string?)entry["msg"] == "Stopped cleanly");
        Assert.All(log, entry => Assert.Equal(["ts", "level", "logger", "eventId", "msg"], entry.Select(field => field.Key).Take(5)));
        JsonObject told = log.First(entry => (string?)entry["reason"] == "RolledOut");
        Assert.Equal(
            ("deployment", world.Namespace, "support-bot"),
            ((string?)told["controller"], (string?)told["namespace"], (string?)told["name"]));
        Assert.True(Guid.TryParse((string?)told["reconcileID"], out _));
    }

    [Fact]
    public async Task Until_its_caches_are_filled_readiness_names_them()
    {
        await using World world = await World.PrepareAsync(cluster, "unready");
        // An account that may list nothing: the caches stay empty.
        string stranger = await cluster.Fixture.ControlPlane.KubeconfigForAsync("stranger", [], Token);
        await using RunningProcess process = await RunningProcess.StartAsync(
            cluster, world.Namespace, stranger, "--cache-sync-timeout=8s");
        (HttpStatusCode status, string text) = await process.HealthAsync("readyz");
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("[-]caches failed: not filled yet: ", text, StringComparison.Ordinal);
        Assert.Contains("ConfigMap (configmaps, v1)", text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "ok"), await process.HealthAsync("healthz"));

        Assert.Equal(1, await process.EndAsync());
        Assert.Contains(process.Log(), entry => (string?)entry["level"] == "critical"
            && ((string)entry["msg"]!).Contains("ConfigMap (configmaps, v1): GET configmaps: 403 Forbidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_holds_the_lease_that_config_allows_it_and_gives_it_back()
    {
        await cluster.GrantLeaderElectionAsync(Token);
        await using World world = await World.PrepareAsync(cluster, "lease");
        await using RunningProcess process = await RunningProcess.StartAsync(
            cluster, world.Namespace, null, "--leader-elect", $"--leader-election-namespace={Home}");
        await HolderAsync("keyframe-operator", holder => holder.Length > 0);
        string status = $"leader_election_master_status{{name=\"{Home}/keyframe-operator\"}} 1";
        Assert.Contains(status, await process.MetricsAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await process.StopAsync());
        await HolderAsync("keyframe-operator", holder => holder.Length == 0);
    }

    [Fact]
    public async Task A_standby_is_ready_and_takes_over_when_the_leader_stops()
    {
        await using World world = await World.PrepareAsync(cluster, "standby");
        string[] flags = await LeaseInAsync(world);
        await using RunningProcess first = await RunningProcess.StartAsync(cluster, world.Namespace, null, flags);
        string leader = await HolderAsync("pair", holder => holder.Length > 0, world.Namespace);
        await using RunningProcess second = await RunningProcess.StartAsync(cluster, world.Namespace, null, flags);
        await second.UntilReadyAsync();
        Assert.Equal((HttpStatusCode.OK, "ok"), await second.HealthAsync("healthz"));
        await world.CreateSampleAsync();
        await world.SettledOnAsync("support-bot-1");
        Assert.DoesNotContain(second.Log(), entry => entry.ContainsKey("reconcileID"));

        Assert.Equal(0, await first.StopAsync());
        await HolderAsync("pair", holder => holder.Length > 0 && holder != leader, world.Namespace);
        await world.PatchToAsync("support-bot-2");
        await world.SettledOnAsync("support-bot-2");
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task When_it_loses_the_lease_it_ends_with_1_and_says_so()
    {
        await using World world = await World.PrepareAsync(cluster, "lost");
        string[] flags = await LeaseInAsync(world);
        await using RunningProcess process = await RunningProcess.StartAsync(cluster, world.Namespace, null, flags);
        await HolderAsync("pair", holder => holder.Length > 0, world.Namespace);
        string thief = """{"spec":{"holderIdentity":"thief","leaseDurationSeconds":15,"renewTime":"2100-01-01T00:00:00.000000Z"}}""";
        await world.Client.CoordinationV1.PatchNamespacedLeaseAsync(
            new V1Patch(thief, V1Patch.PatchType.MergePatch), "pair", world.Namespace, cancellationToken: Token);
        Assert.Equal(1, await process.EndAsync());
        Assert.Contains(process.Log(), entry => (string?)entry["level"] == "critical"
            && ((string)entry["msg"]!).StartsWith($"Leadership by the lease {world.Namespace}/pair is lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_while_it_starts_is_a_clean_one()
    {
        await using ChildProgram process = ChildProgram.Start(
            "keyframe-operator.dll",
            ["--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=127.0.0.1:0"],
            new Dictionary<string, string?> { ["KUBECONFIG"] = cluster.Fixture.ControlPlane.KubeconfigPath });
        await World.EventuallyAsync<object>(() => Task.FromResult<object?>(process.Lines.FirstOrDefault()), _ => true, "a first line");
        Assert.Equal(0, await process.StopAsync(Token));
        Assert.Contains("Stopped cleanly", process.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_setting_ends_it_with_2_and_words()
    {
        await using ChildProgram process = ChildProgram.Start(
            "keyframe-operator.dll",
            ["--log-level=loud", "--wrkers=3"],
            new Dictionary<string, string?> { ["KEYFRAME_WORKERS"] = "0" });
        Assert.Equal(2, await process.EndAsync(Token));
        Assert.Equal(
            [
                "keyframe-operator: --wrkers is unknown; did you mean --workers?",
                "keyframe-operator: workers (environment variable KEYFRAME_WORKERS): \"0\" is not allowed; allowed is a number from 1 to 100",
                "keyframe-operator: log-level (flag --log-level): \"loud\" is not allowed; "
                    + "allowed is trace, debug, info, warn, error or critical",
                "keyframe-operator: not started; --help explains every setting",
            ],
            process.Lines);
    }

    [Fact]
    public async Task A_collector_that_swallows_everything_holds_up_neither_start_nor_stop()
    {
        using var hole = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        hole.Start();   // accepts connections by its backlog, and never answers
        await using World world = await World.PrepareAsync(cluster, "hole");
        await using RunningProcess process = await RunningProcess.StartAsync(cluster, world.Namespace, null, [],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{((IPEndPoint)hole.LocalEndpoint).Port}"));
        await process.UntilReadyAsync();
        await world.CreateSampleAsync();
        await world.SettledOnAsync("support-bot-1");
        Task<int> stopped = process.StopAsync();
        Assert.Equal(0, await stopped.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Contains(process.Log(), entry => entry.ContainsKey("traceId") && entry.ContainsKey("reconcileID"));
    }

    /// <summary>Lets the account use leases of the world's namespace, for tests that must not share one.</summary>
    private static async Task<string[]> LeaseInAsync(World world)
    {
        var leases = new V1PolicyRule
        {
            ApiGroups = ["coordination.k8s.io"],
            Resources = ["leases"],
            Verbs = ["get", "list", "watch", "create", "patch"],
        };
        await world.Client.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role { Metadata = new V1ObjectMeta { Name = "lease" }, Rules = [leases] },
            world.Namespace,
            cancellationToken: Token);
        await world.Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = "lease" },
                RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = "lease" },
                Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "keyframe-operator", NamespaceProperty = Home }],
            },
            world.Namespace,
            cancellationToken: Token);
        return ["--leader-elect", $"--leader-election-namespace={world.Namespace}", "--leader-election-id=pair"];
    }

    /// <summary>Waits until the holder of the lease is as it should be; no lease counts as no holder.</summary>
    private Task<string> HolderAsync(string name, Func<string, bool> until, string @namespace = Home) => World.EventuallyAsync<string>(
        async () =>
        {
            V1LeaseList leases = await cluster.Fixture.Client.CoordinationV1.ListNamespacedLeaseAsync(
                @namespace, fieldSelector: $"metadata.name={name}", cancellationToken: Token);
            return leases.Items.SingleOrDefault()?.Spec.HolderIdentity ?? "";
        },
        until,
        $"the holder of {@namespace}/{name}");
}
