using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Operator.Resources;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>A thousand bindings: what happens to one of them is no matter of the others.</summary>
[Collection(nameof(Alone))]
public sealed partial class FleetTests(Cluster cluster) : IDisposable
{
    private const int Bindings = 1_000;
    private const int Snapshots = 50;
    private const string One = "app-500";
    private const string Other = "app-501";

    private readonly ApiTransport _transport = new(
        cluster.Fixture.ControlPlane.Configuration, new ApiTransportOptions { FieldManager = "test" });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_thousand_bindings_one_is_rolled_back_without_reading_or_writing_another_and_overtakes_a_storm()
    {
        await using World world = await World.PrepareAsync(cluster, "fleet", RolloutActs.PodsOf("two", PodBehavior.CrashLoopBackOff(null, "no such tool", 3)));
        world.Options = world.Options with { MaxRolloutsPerSecond = 1_000 };
        world.StartOperator();
        await CreateAsync(world);
        await world.Operator.QuietAsync();

        int requests = world.Operator.Requests.Count;
        Dictionary<string, string> before = await VersionsAsync(world);
        await world.PointToAsync("two", One);
        GenAIDeployment held = await world.HistoryAsync("3:one:Completed 2:two:RolledBack 1:one:Completed", One);
        await world.Operator.QuietAsync();
        Assert.Equal("two", held.Status!.Hold?.Snapshot);
        Assert.DoesNotContain(Asked(world, requests), line => !line.Contains(One, StringComparison.Ordinal) && !OwnConfigMap().IsMatch(line));
        Dictionary<string, string> after = await VersionsAsync(world);
        Assert.Equal(
            [$"Binding {One}", $"Deployment {One}"],
            after.Except(before).Select(version => version.Key).Order(StringComparer.Ordinal));

        // A rollout of a hundred others, five in a second, does not keep this one from going back.
        await world.Operator.StopAsync();
        world.Decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
        world.Options = world.Options with { MaxRolloutsPerSecond = 5 };
        world.StartOperator();
        await world.PointToAsync("three", Other);
        await world.SettledOnAsync("three", Other);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => world.PatchToAsync("three", $"app-{number}")));
        await world.PatchToAsync("one", Other);
        await world.SettledOnAsync("one", Other);
        Assert.InRange(await CarryingAsync(world, "three"), 0, 80);
    }

    public void Dispose() => _transport.Dispose();

    /// <summary>What the operator has asked for since, without events, and without streams that it opens anew now and then.</summary>
    private static IEnumerable<string> Asked(World world, int since) => world.Operator.Requests.Skip(since).Where(line =>
        !line.Contains("watch=", StringComparison.Ordinal) && !line.Contains("/events", StringComparison.Ordinal));

    /// <summary>Those of the two snapshots that it goes to and back from, of which its workload becomes an owner.</summary>
    [GeneratedRegex("/configmaps/(one|two)-")]
    private static partial Regex OwnConfigMap();

    private async Task CreateAsync(World world)
    {
        await world.ApplyAsync(
            Manifests.Prompt("greeting-1", "1", "Hello {{name}}")
            + Manifests.Snapshot("one", "greeting-1", settings: "settings: {size: 1}")
            + Manifests.Snapshot("two", "greeting-1", settings: "settings: {size: 2}")
            + Manifests.Snapshot("three", "greeting-1", settings: "settings: {size: 3}")
            + string.Concat(Enumerable.Range(0, Snapshots).Select(number =>
                Manifests.Snapshot($"other-{number}", "greeting-1", settings: $"settings: {{size: {number + 4}}}"))));
        var workloads = _transport.Resource(ResourceTypes.Deployments);
        var bindings = _transport.Resource(ResourceTypes.Bindings);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token };
        await Parallel.ForEachAsync(Enumerable.Range(0, Bindings), parallel, async (number, token) =>
        {
            string name = $"app-{number}";
            await workloads.CreateAsync(world.Namespace, Workload(name), token);
            await bindings.CreateAsync(world.Namespace, Binding(name, name is One or Other ? "one" : $"other-{number % Snapshots}"), token);
        });
        await ReadyAsync(world);
    }

    private static JsonObject Workload(string name) => JsonNode.Parse($$$"""
        {
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "{{{name}}}"},
          "spec": {
            "replicas": {{{(name is One or Other ? 1 : 0)}}}, "selector": {"matchLabels": {"app": "{{{name}}}"}},
            "template": {
              "metadata": {"labels": {"app": "{{{name}}}"}},
              "spec": {"containers": [{"name": "main", "image": "example.com/app:1"}]}
            }
          }
        }
        """)!.AsObject();

    private static JsonObject Binding(string name, string snapshot) => JsonNode.Parse($$$"""
        {
          "apiVersion": "keyframe.dev/v1alpha1", "kind": "Deployment", "metadata": {"name": "{{{name}}}"},
          "spec": {"workloadRef": {"name": "{{{name}}}"}, "snapshotRef": {"name": "{{{snapshot}}}"}}
        }
        """)!.AsObject();

    /// <summary>A thousand take longer than tests wait for one; they must become more, though.</summary>
    private async Task ReadyAsync(World world)
    {
        var stuck = Stopwatch.StartNew();
        for (int before = -1; stuck.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(500, Token))
        {
            int ready = (await BindingsAsync(world)).Count(binding => Conditions.IsTrue(binding, "Ready"));
            if (ready == Bindings)
            {
                return;
            }

            if (ready > before)
            {
                stuck.Restart();
                before = ready;
            }
        }

        Assert.Fail("Not all bindings become Ready.");
    }

    private async Task<int> CarryingAsync(World world, string snapshot) =>
        (await BindingsAsync(world)).Count(binding => binding.Status?.Active?.Snapshot == snapshot);

    private async Task<IReadOnlyList<GenAIDeployment>> BindingsAsync(World world) =>
        await _transport.Resource(ResourceTypes.Bindings).ListAsync(new ListOptions { Namespace = world.Namespace }, Token)
            .SelectMany(page => page.Items.ToAsyncEnumerable()).ToArrayAsync(Token);

    /// <summary>The versions of all bindings and workloads.</summary>
    private async Task<Dictionary<string, string>> VersionsAsync(World world)
    {
        IList<V1Deployment> workloads =
            (await world.Client.AppsV1.ListNamespacedDeploymentAsync(world.Namespace, cancellationToken: Token)).Items;
        return (await BindingsAsync(world)).Select(binding => ($"Binding {binding.Metadata.Name}", binding.Metadata.ResourceVersion))
            .Concat(workloads.Select(workload => ($"Deployment {workload.Metadata.Name}", workload.Metadata.ResourceVersion)))
            .ToDictionary();
    }
}
