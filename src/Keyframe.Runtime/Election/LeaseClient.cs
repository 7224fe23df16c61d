using System.Text.Json.Nodes;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Election;

/// <summary>Reads and writes the one Lease.</summary>
internal sealed class LeaseClient(ApiTransport transport, LeaderElectionOptions options)
{
    private readonly ObjectKey _key = new(options.LeaseNamespace, options.LeaseName);

    private readonly ResourceClient<Lease> _leases = transport.Resource(
        new ResourceType<Lease>("coordination.k8s.io", "v1", "leases", "Lease", RuntimeJson.Default.Lease)
        {
            Transform = Transforms.StripManagedFields,
        });

    /// <summary>Selects the one Lease: RBAC by <c>resourceNames</c> lets such a list or watch pass.</summary>
    private string Selector => $"metadata.name={_key.Name}";

    /// <summary>The Lease, from the server; null when there is none.</summary>
    public Task<Lease?> GetAsync(CancellationToken cancellationToken) => _leases.GetAsync(_key, cancellationToken);

    /// <summary>The Lease, and a version from which to watch it, whether it exists or not.</summary>
    public async Task<(Lease? Lease, ResourceVersion Version)> ListAsync(CancellationToken cancellationToken)
    {
        var selection = new ListOptions { Namespace = _key.Namespace, FieldSelector = Selector };
        Lease? lease = null;
        ResourceVersion version = default;
        await foreach (ListPage<Lease> page in _leases.ListAsync(selection, cancellationToken))
        {
            lease = page.Items.FirstOrDefault(item => item.Metadata.Name == _key.Name) ?? lease;
            version = page.Version;
        }

        return (lease, version);
    }

    /// <summary>Follows the Lease until the server ends the watch.</summary>
    public IAsyncEnumerable<WatchEvent<Lease>> WatchAsync(
        ResourceVersion from, TimeSpan timeout, CancellationToken cancellationToken) =>
        _leases.WatchAsync(
            new WatchOptions(from, timeout) { Namespace = _key.Namespace, FieldSelector = Selector }, cancellationToken);

    /// <summary>
    /// Writes the record over a Lease that was seen, and only over that version of it; creates the Lease where none was seen. It
    /// is a patch, so that what else is in the Lease (labels of a chart, fields of a newer API) stays.
    /// </summary>
    public Task<Lease> WriteAsync(Lease? seen, LeaseSpec spec, CancellationToken cancellationToken)
    {
        JsonObject body = ApplyBody.For(_leases.Type, _key, seen is null ? null : Guard.On(seen.Metadata));
        body["spec"] = spec.ToJson();
        return seen is null
            ? _leases.CreateAsync(_key.Namespace, body, cancellationToken)
            : _leases.MergePatchAsync(_key, body, cancellationToken);
    }
}
