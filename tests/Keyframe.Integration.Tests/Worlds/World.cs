using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Operator;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>One namespace with an operator that looks after it alone, and a node that runs its pods.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Cluster _cluster;
    private readonly TestNamespace _namespace;
    private readonly NodeSimulator _node;
    private readonly ApiTransport _transport;

    private World(Cluster cluster, TestNamespace @namespace, NodeSimulator node)
    {
        _cluster = cluster;
        _namespace = @namespace;
        _node = node;
        _transport = new ApiTransport(cluster.Fixture.ControlPlane.Configuration, new ApiTransportOptions { FieldManager = "test" });
        Options = new KeyframeOptions
        {
            Namespace = @namespace.Name,
            Registries = new RegistryOptions { AllowHttp = true, AllowedHosts = [HostPattern.Parse("127.0.0.1")] },
        };
        Kubectl = cluster.Fixture.Kubectl.In(@namespace.Name);
    }

    public string Namespace => _namespace.Name;

    /// <summary>The node that runs its pods.</summary>
    public string NodeName => _node.NodeName;

    /// <summary>How its pods behave from now on, those that run too.</summary>
    public PodDecision Decide
    {
        set => _node.Decide = value;
    }

    /// <summary>What operators are started with. Registries may be on loopback, where those of tests are.</summary>
    public KeyframeOptions Options { get; set; }

    /// <summary>The clock of its operators.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>kubectl as an administrator, in the namespace.</summary>
    public Kubectl Kubectl { get; }

    /// <summary>An administrator's client.</summary>
    public Kubernetes Client => _cluster.Fixture.Client;

    /// <summary>The operator that was started last.</summary>
    public RunningOperator Operator { get; private set; } = null!;

    /// <summary>A namespace with a node and an operator.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="hint">Start of the namespace's name.</param>
    /// <param name="decide">How pods behave; null for well.</param>
    public static async Task<World> StartAsync(Cluster cluster, string hint, PodDecision? decide = null)
    {
        World world = await PrepareAsync(cluster, hint, decide);
        world.StartOperator();
        return world;
    }

    /// <summary>A namespace with a node, and no operator yet.</summary>
    public static async Task<World> PrepareAsync(Cluster cluster, string hint, PodDecision? decide = null)
    {
        TestNamespace @namespace = await cluster.Fixture.CreateNamespaceAsync(hint, Token);
        NodeSimulator node = await cluster.Fixture.SimulateNodeAsync(@namespace.Name, decide, Token);
        await OperatorAccount.GrantAsync(cluster.Fixture.Client, @namespace.Name, Token);
        return new World(cluster, @namespace, node);
    }

    public RunningOperator StartOperator(params IReadOnlyList<Fault> faults) =>
        Operator = RunningOperator.Start(_cluster.OperatorConfiguration, Options, faults, Clock);

    /// <summary>Starts one of several replicas, of which a lease in this namespace chooses the leader. The caller disposes it.</summary>
    public RunningOperator StartReplica(LeaderElectionOptions election, params IReadOnlyList<Fault> faults) => RunningOperator.Start(
        _cluster.OperatorConfiguration, Options with { LeaderElection = election }, faults);

    /// <summary>Starts to watch what mounts which ConfigMap. The caller disposes it.</summary>
    public Task<MountWitness> WitnessAsync() => MountWitness.StartAsync(_transport, Namespace, Token);

    /// <summary>Applies YAML documents, and expects them to be accepted.</summary>
    public async Task ApplyAsync(string yaml)
    {
        CommandResult result = await TryApplyAsync(yaml);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>Applies YAML documents that may be refused.</summary>
    public Task<CommandResult> TryApplyAsync(string yaml) => Kubectl.RunAsync(["apply", "-f", "-"], yaml, Token);

    /// <summary>Applies config/samples/support-bot, as its reader would.</summary>
    public async Task ApplySampleAsync()
    {
        CommandResult result = await Kubectl.RunAsync(["apply", "-k", Repository.Path("config/samples/support-bot")], Token);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>Creates what config/samples/support-bot holds, without kubectl: a fraction of the time where it is done often.</summary>
    public async Task CreateSampleAsync()
    {
        foreach (string file in Repository.Files("config/samples/support-bot", "*.yaml"))
        {
            foreach (JsonObject document in Repository.Documents(file))
            {
                string kind = (string)document["kind"]!;
                Task created = kind switch
                {
                    "PromptVersion" => CreateAsync(ResourceTypes.PromptVersions, document),
                    "GenAIAppSnapshot" => CreateAsync(ResourceTypes.Snapshots, document),
                    "ConfigMap" => CreateAsync(ResourceTypes.ConfigMapContents, document),
                    "Deployment" when (string)document["apiVersion"]! == "apps/v1" => CreateAsync(ResourceTypes.Deployments, document),
                    "Deployment" => CreateAsync(ResourceTypes.Bindings, document),
                    _ => Task.CompletedTask,
                };
                await created;
            }
        }
    }

    /// <summary>Points the binding to another snapshot, without kubectl.</summary>
    public async Task PatchToAsync(string snapshot, string binding = "support-bot") => await _transport.Resource(ResourceTypes.Bindings).MergePatchAsync(
        new ObjectKey(Namespace, binding),
        new JsonObject { ["spec"] = new JsonObject { ["snapshotRef"] = new JsonObject { ["name"] = snapshot } } },
        Token);

    /// <summary>Points the binding to another snapshot, as its user would.</summary>
    public async Task PointToAsync(string snapshot, string binding = "support-bot")
    {
        string patch = $"{{\"spec\":{{\"snapshotRef\":{{\"name\":\"{snapshot}\"}}}}}}";
        CommandResult result = await Kubectl.RunAsync(["patch", "gdep", binding, "--type=merge", "-p", patch], Token);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    public Task<GenAIDeployment?> BindingAsync(string name = "support-bot") => GetAsync(ResourceTypes.Bindings, name);

    public Task<GenAIAppSnapshot?> SnapshotAsync(string name) => GetAsync(ResourceTypes.Snapshots, name);

    public Task<PromptVersion?> PromptAsync(string name) => GetAsync(ResourceTypes.PromptVersions, name);

    public Task<PromptRegistry?> RegistryAsync(string name) => GetAsync(ResourceTypes.Registries, name);

    public Task<V1Deployment> WorkloadAsync(string name = "support-bot") =>
        Client.AppsV1.ReadNamespacedDeploymentAsync(name, Namespace, cancellationToken: Token);

    public async Task<IList<V1Pod>> PodsAsync(string selector) =>
        (await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: selector, cancellationToken: Token)).Items;

    public async Task<IList<V1ReplicaSet>> ReplicaSetsAsync() =>
        (await Client.AppsV1.ListNamespacedReplicaSetAsync(Namespace, cancellationToken: Token)).Items;

    public async Task<V1ConfigMap?> ConfigMapAsync(string name)
    {
        try
        {
            return await Client.CoreV1.ReadNamespacedConfigMapAsync(name, Namespace, cancellationToken: Token);
        }
        catch (HttpOperationException missing) when (missing.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The notes of the events about an object, by reason.</summary>
    public async Task<ILookup<string, string>> EventsAsync(string kind, string name) =>
        (await Client.EventsV1.ListNamespacedEventAsync(Namespace, cancellationToken: Token)).Items
        .Where(item => item.Regarding.Kind == kind && item.Regarding.Name == name)
        .ToLookup(item => item.Reason, item => item.Note);

    /// <summary>Waits until the binding has settled on a snapshot: Ready, at the generation of its spec.</summary>
    public Task<GenAIDeployment> SettledOnAsync(string snapshot, string binding = "support-bot") => EventuallyAsync(
        () => BindingAsync(binding),
        found => found.Status is { } status && status.ObservedGeneration == found.Metadata.Generation
            && status.Active?.Snapshot == snapshot && Conditions.IsTrue(found, "Ready"),
        $"{binding} settles on {snapshot}");

    /// <summary>Waits until the binding is stalled for a reason, with nothing on its way.</summary>
    public Task<GenAIDeployment> StalledAsync(string reason, string binding = "app") => EventuallyAsync(
        () => BindingAsync(binding),
        found => found.Status is { Pending: null } status && status.ObservedGeneration == found.Metadata.Generation
            && Conditions.Find(found, "Stalled") is { } stalled && stalled.Reason == reason,
        $"{binding} is stalled: {reason}");

    /// <summary>Runs kubectl, expects it to succeed, and gives what it says.</summary>
    public async Task<string> RunAsync(params IReadOnlyList<string> arguments)
    {
        CommandResult result = await Kubectl.RunAsync(arguments, Token);
        result.EnsureSuccess();
        return result.Output;
    }

    /// <summary>Waits until an object has a condition with a reason.</summary>
    public static async Task<string> MessageOfAsync<T, TStatus>(Func<Task<T?>> read, string type, string reason)
        where T : class, Api.IStatusObject<TStatus>
        where TStatus : class, Api.IStatus
    {
        T found = await EventuallyAsync(
            read,
            candidate => candidate.Status?.Conditions.Any(condition => condition.Type == type && condition.Reason == reason) == true,
            $"condition {type} has reason {reason}");
        return found.Status!.Conditions.Single(condition => condition.Type == type).Message;
    }

    /// <summary>Reads until what is read is as it should be.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T?>> read, Func<T, bool> until, string expectation)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        T? last = null;
        while (watch.Elapsed < Patience)
        {
            last = await read();
            if (last is not null && until(last))
            {
                return last;
            }

            await Task.Delay(50, Token);
        }

        throw new TimeoutException($"Not within {Patience.TotalSeconds:0} s: {expectation}. Last seen: {Describe.It(last)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Operator is not null)
        {
            await Operator.DisposeAsync();
        }

        await _node.DisposeAsync();
        _transport.Dispose();
        await _namespace.DisposeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<T> CreateAsync<T>(ResourceType<T> type, JsonObject document)
        where T : class, IKubernetesObject<V1ObjectMeta> => _transport.Resource(type).CreateAsync(Namespace, document, Token);

    private Task<T?> GetAsync<T>(ResourceType<T> type, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        _transport.Resource(type).GetAsync(new ObjectKey(Namespace, name), Token);
}
