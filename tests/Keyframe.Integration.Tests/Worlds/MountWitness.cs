using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// Watches one namespace from its beginning and knows of every ConfigMap that was deleted, what had a pod template that
/// mounted it at that very moment. All versions of one etcd are one sequence, so moments of different kinds can be compared.
/// </summary>
internal sealed class MountWitness : IAsyncDisposable
{
    private readonly ConcurrentQueue<Moment> _moments = [];
    private readonly ConcurrentQueue<(string Name, ulong At)> _deleted = [];
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _watches = [];

    private MountWitness()
    {
    }

    /// <summary>The ConfigMaps that were deleted so far.</summary>
    public IReadOnlyCollection<string> Deleted => [.. _deleted.Select(deletion => deletion.Name)];

    /// <summary>What mounted a ConfigMap when that was deleted, in words. What was being deleted itself does not count.</summary>
    public IReadOnlyList<string> Losses =>
    [
        .. from deletion in _deleted
           from states in _moments.GroupBy(moment => moment.Uid)
           let last = states.Where(moment => moment.At < deletion.At).MaxBy(moment => moment.At)
           where last is not null && last.Mounted.Contains(deletion.Name)
           select $"{deletion.Name} was deleted while {last.What} mounted it",
    ];

    public static async Task<MountWitness> StartAsync(
        ApiTransport transport, string @namespace, CancellationToken cancellationToken)
    {
        ResourceType<TemplateSource>[] types =
        [
            Templates("deployments", "Deployment"),
            Templates("statefulsets", "StatefulSet"),
            Templates("daemonsets", "DaemonSet"),
            ResourceTypes.ReplicaSets,
            ResourceTypes.ControllerRevisions,
        ];
        var witness = new MountWitness();
        foreach (ResourceType<TemplateSource> type in types)
        {
            await witness.WatchAsync(transport.Resource(type), @namespace, witness.Note, cancellationToken);
        }

        await witness.WatchAsync(transport.Resource(ResourceTypes.ConfigMaps), @namespace, witness.Note, cancellationToken);
        return witness;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static ResourceType<TemplateSource> Templates(string plural, string kind) =>
        new("apps", "v1", plural, kind, WorkloadJsonContext.Default.TemplateSource) { Transform = source => source.Compact(kind) };

    private async Task WatchAsync<T>(
        ResourceClient<T> client, string @namespace, Action<WatchEvent<T>> note, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ResourceVersion from = default;
        await foreach (ListPage<T> page in client.ListAsync(new ListOptions { Namespace = @namespace }, cancellationToken))
        {
            from = page.Version;
            foreach (T item in page.Items)
            {
                note(new WatchEvent<T>.Added(item));
            }
        }

        _watches.Add(Task.Run(
            async () =>
            {
                var options = new WatchOptions(from, TimeSpan.FromMinutes(10)) { Namespace = @namespace };
                await foreach (WatchEvent<T> change in client.WatchAsync(options, _end.Token))
                {
                    note(change);
                }
            },
            CancellationToken.None));
    }

    private void Note(WatchEvent<TemplateSource> change)
    {
        (TemplateSource? item, bool isDeleted) = change switch
        {
            WatchEvent<TemplateSource>.Added(var added) => (added, false),
            WatchEvent<TemplateSource>.Modified(var modified) => (modified, false),
            WatchEvent<TemplateSource>.Deleted(var deleted) => (deleted, true),
            _ => (null, false),
        };
        if (item is not null)
        {
            bool counts = !isDeleted && item.Metadata.DeletionTimestamp is null;
            _moments.Enqueue(new Moment(
                item.Metadata.Uid, $"{item.Kind} {item.Metadata.Name}", At(item.Metadata), counts ? item.ConfigMaps : []));
        }
    }

    private void Note(WatchEvent<ConfigMapMetadata> change)
    {
        if (change is WatchEvent<ConfigMapMetadata>.Deleted(var item))
        {
            _deleted.Enqueue((item.Metadata.Name, At(item.Metadata)));
        }
    }

    private static ulong At(V1ObjectMeta metadata) => ulong.Parse(metadata.ResourceVersion, null);

    private sealed record Moment(string Uid, string What, ulong At, IReadOnlyList<string> Mounted);
}
