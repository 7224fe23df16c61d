using System.Text.Json.Nodes;
using Keyframe.Core.Planning;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>Carries out planned writes to ConfigMaps. There is no update: their data is immutable.</summary>
/// <param name="client">The client.</param>
/// <param name="informer">The cache that will show the writes.</param>
/// <param name="writes">Remembers the writes until the cache shows them.</param>
internal sealed class ConfigMapWriter(
    ResourceClient<ConfigMapMetadata> client, Informer<ConfigMapMetadata> informer, ReadYourWrites writes)
{
    /// <summary>Carries out one write.</summary>
    /// <param name="reconciled">The object that is being reconciled.</param>
    /// <param name="write">The write.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The uid of a ConfigMap that was created; otherwise null.</returns>
    public async Task<string?> WriteAsync(ObjectKey reconciled, ConfigMapWrite write, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(reconciled.Namespace, write.Name);
        switch (write)
        {
            case ConfigMapWrite.Create create:
                ConfigMapMetadata created = await client.CreateAsync(key.Namespace, create.ToBody(key.Namespace), cancellationToken);
                writes.Wrote(reconciled, informer, created);
                return created.Metadata.Uid;
            case ConfigMapWrite.SetOwners owners:
                writes.Wrote(reconciled, informer, await client.MergePatchAsync(key, ToPatch(owners), cancellationToken));
                return null;
            case ConfigMapWrite.Delete delete:
                await client.DeleteAsync(key, new Preconditions(delete.Uid, null), cancellationToken);
                return null;
            default:
                throw new InvalidOperationException($"unknown write {write.GetType().Name}");
        }
    }

    private static JsonObject ToPatch(ConfigMapWrite.SetOwners write) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = write.Uid,
            ["resourceVersion"] = write.ResourceVersion,
            ["ownerReferences"] = OwnerIdentity.ToNode(write.Owners),
        },
    };
}
