using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Retention;

/// <summary>Workloads and their revisions as the API server has them now.</summary>
/// <param name="transport">The connection.</param>
internal sealed class LiveTemplates(ApiTransport transport)
{
    private readonly Dictionary<string, ResourceClient<Workload>> _workloads = new[]
    {
        ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets,
    }.ToDictionary(type => type.Kind, transport.Resource);

    private readonly ResourceClient<TemplateSource> _replicaSets = transport.Resource(ResourceTypes.ReplicaSets);
    private readonly ResourceClient<TemplateSource> _controllerRevisions = transport.Resource(ResourceTypes.ControllerRevisions);

    /// <summary>A workload; null where it does not exist.</summary>
    /// <param name="kind">Deployment, StatefulSet or DaemonSet.</param>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<Workload?> FindAsync(string kind, ObjectKey key, CancellationToken cancellationToken) =>
        _workloads[kind].GetAsync(key, cancellationToken);

    /// <summary>
    /// All revisions of the workloads of some kinds. Whatever labels they have: a copied template may lack ours. It is asked
    /// seldom, once or twice for each ConfigMap at its end.
    /// </summary>
    /// <param name="namespace">Where.</param>
    /// <param name="kinds">The workloads' kinds.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<TemplateSource>> RevisionsAsync(
        string @namespace, IEnumerable<string> kinds, CancellationToken cancellationToken)
    {
        var found = new List<TemplateSource>();
        foreach (ResourceClient<TemplateSource> client in kinds
            .Select(kind => kind == ResourceTypes.Deployments.Kind ? _replicaSets : _controllerRevisions).Distinct())
        {
            found.AddRange(await ListAsync(client, @namespace, cancellationToken));
        }

        return found;
    }

    private static async Task<List<TemplateSource>> ListAsync(
        ResourceClient<TemplateSource> client, string @namespace, CancellationToken cancellationToken)
    {
        var found = new List<TemplateSource>();
        var scope = new ListOptions { Namespace = @namespace };
        await foreach (ListPage<TemplateSource> page in client.ListAsync(scope, cancellationToken))
        {
            if (page.IsRestart)
            {
                found.Clear();
            }

            found.AddRange(page.Items);
        }

        return found;
    }
}
