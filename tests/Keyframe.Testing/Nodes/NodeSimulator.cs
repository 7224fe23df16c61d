using System.Collections.Concurrent;
using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Keyframe.Testing.Nodes;

/// <summary>
/// Stands in for a node and its kubelet, as KWOK does: binds pods to a Node object of its own, reports them running, ready or
/// failing as a <see cref="PodDecision"/> says, and removes them when they are deleted. Like a kubelet it starts no pod while a
/// ConfigMap that the pod needs is missing. For control planes without nodes.
/// </summary>
public sealed class NodeSimulator : IAsyncDisposable
{
    /// <summary>What names of simulated nodes start with.</summary>
    public const string NodeNamePrefix = "keyframe-node";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private readonly Kubernetes client;
    private readonly NodeSimulatorOptions options;
    private readonly SimulatedNode node;
    private readonly PodKeeper keeper;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, V1Pod> pods = new();
    private readonly Channel<string> queue = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private Task running = Task.CompletedTask;
    private bool ended;

    private NodeSimulator(Kubernetes client, NodeSimulatorOptions options)
    {
        this.client = client;
        this.options = options;
        NodeName = options.Namespaces is null ? NodeNamePrefix : $"{NodeNamePrefix}-{string.Join('-', options.Namespaces)}";
        node = new SimulatedNode(client, NodeName, options.Clock);
        keeper = new PodKeeper(client, NodeName, options.Clock) { Decide = options.Decide };
    }

    /// <summary>The name of its Node: the prefix alone, or followed by the namespaces that it is confined to.</summary>
    public string NodeName { get; }

    /// <summary>How pods behave. Setting it applies to pods that run too, at once.</summary>
    public PodDecision Decide
    {
        get => keeper.Decide;
        set
        {
            keeper.Decide = value;
            EnqueueAll();
        }
    }

    /// <summary>Makes the node and starts to take care of pods.</summary>
    /// <param name="configuration">An administrator's.</param>
    /// <param name="options">Which pods, and how they behave.</param>
    /// <param name="cancellationToken">Ends the start; <see cref="DisposeAsync"/> ends the simulator.</param>
    public static async Task<NodeSimulator> StartAsync(
        KubernetesClientConfiguration configuration, NodeSimulatorOptions options, CancellationToken cancellationToken)
    {
        NodeSimulator simulator = new(new Kubernetes(configuration), options);
        await simulator.node.CreateAsync(cancellationToken);
        simulator.running = simulator.RunAsync(simulator.stop.Token);
        return simulator;
    }

    /// <summary>Stops, and removes the Node; pods stay as they are.</summary>
    /// <exception cref="Exception">What the <see cref="PodDecision"/> threw, if it did.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ended, true))
        {
            return;
        }

        try
        {
            await stop.CancelAsync();
            await running;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As asked.
        }
        finally
        {
            await node.DeleteAsync(CancellationToken.None);
            client.Dispose();
            stop.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IEnumerable<Task> watches = (options.Namespaces ?? [""]).Select(@namespace => WatchAsync(@namespace, all.Token));
        List<Task> loops =
        [
            .. watches,
            WorkAsync(all.Token),
            EveryAsync(options.Interval, LookAgainAsync, all.Token),
            EveryAsync(Heartbeat, node.HeartbeatAsync, all.Token),
        ];
        // None ends by itself: the first to end failed, or was cancelled, and takes the others along.
        Task first = await Task.WhenAny(loops);
        await all.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (loops.Find(loop => loop.IsFaulted) ?? first);
    }

    private async Task WatchAsync(string @namespace, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ListThenWatchAsync(@namespace, cancellationToken);
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                // A new list follows: an ended watch, a server that restarts, a version that is too old are all the same here.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task ListThenWatchAsync(string @namespace, CancellationToken cancellationToken)
    {
        V1PodList list = @namespace.Length == 0
            ? await client.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: cancellationToken)
            : await client.CoreV1.ListNamespacedPodAsync(@namespace, cancellationToken: cancellationToken);
        HashSet<string> present = [.. list.Items.Select(pod => pod.Uid())];
        foreach (V1Pod known in pods.Values)
        {
            if ((@namespace.Length == 0 || known.Namespace() == @namespace) && !present.Contains(known.Uid()))
            {
                Observe(WatchEventType.Deleted, known);
            }
        }

        foreach (V1Pod pod in list.Items)
        {
            Observe(WatchEventType.Modified, pod);
        }

        string version = list.Metadata.ResourceVersion;
        const int Seconds = 60;
        IAsyncEnumerable<(WatchEventType, V1Pod)> events = @namespace.Length == 0
            ? client.CoreV1.WatchListPodForAllNamespacesAsync(
                resourceVersion: version, timeoutSeconds: Seconds, cancellationToken: cancellationToken)
            : client.CoreV1.WatchListNamespacedPodAsync(
                @namespace, resourceVersion: version, timeoutSeconds: Seconds, cancellationToken: cancellationToken);
        await foreach ((WatchEventType type, V1Pod pod) in events)
        {
            Observe(type, pod);
        }
    }

    private void Observe(WatchEventType type, V1Pod pod)
    {
        if (type == WatchEventType.Deleted)
        {
            pods.TryRemove(pod.Uid(), out _);
        }
        else if (type is WatchEventType.Added or WatchEventType.Modified)
        {
            pods[pod.Uid()] = pod;
        }

        queue.Writer.TryWrite(pod.Uid());
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (string uid in queue.Reader.ReadAllAsync(cancellationToken))
        {
            if (!pods.TryGetValue(uid, out V1Pod? pod))
            {
                keeper.Forget(uid);
                continue;
            }

            try
            {
                await keeper.KeepAsync(pod, cancellationToken);
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                // Changed or gone meanwhile: its next event, or the next look, deals with it.
            }
        }
    }

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval, options.Clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await action(cancellationToken);
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                // The next tick tries again.
            }
        }
    }

    private Task LookAgainAsync(CancellationToken cancellationToken)
    {
        EnqueueAll();
        return Task.CompletedTask;
    }

    private void EnqueueAll()
    {
        foreach (string uid in pods.Keys)
        {
            queue.Writer.TryWrite(uid);
        }
    }

    private static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpOperationException or HttpRequestException or IOException or KubernetesException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
