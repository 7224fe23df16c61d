using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Resources;

/// <summary>Reads of ConfigMaps, of which the caches keep no more than that they exist.</summary>
internal static class ConfigMapReads
{
    /// <summary>Reads a ConfigMap whole: one request, or none where the cache shows that it does not exist.</summary>
    /// <param name="client">Reads it.</param>
    /// <param name="caches">Knows which ConfigMaps exist.</param>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ConfigMap; null where it does not exist.</returns>
    public static async Task<ConfigMapContent?> FindAsync(
        this ResourceClient<ConfigMapContent> client, Caches caches, ObjectKey key, CancellationToken cancellationToken) =>
        caches.ConfigMaps.Store.Get(key) is null ? null : await client.GetAsync(key, cancellationToken);
}
