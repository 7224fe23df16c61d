using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Snapshots;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Deployments;

/// <summary>
/// Reads the documents of snapshots out of their ConfigMaps, which outlive the snapshots' objects. They only make the words about a
/// rollout better, so nothing that goes wrong here may keep the rollout itself waiting.
/// </summary>
/// <param name="caches">Knows which ConfigMaps exist.</param>
/// <param name="client">Reads them.</param>
internal sealed class SnapshotDocuments(Caches caches, ResourceClient<ConfigMapContent> client)
{
    /// <summary>Reads a document: one request, or none where there is no ConfigMap.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="snapshot">The name of the snapshot.</param>
    /// <param name="digest">Its digest, which the bytes must have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The document; null where it cannot be had, or is not the one of that digest.</returns>
    public async Task<StoredSnapshot?> ReadAsync(string @namespace, string snapshot, string? digest, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(digest, out Digest expected))
        {
            return null;
        }

        var key = new ObjectKey(@namespace, SnapshotDocument.ConfigMapName(snapshot, expected));
        try
        {
            return await client.FindAsync(caches, key, cancellationToken) is { } found
                && StoredSnapshot.Read(found.Data, expected).TryGet(out StoredSnapshot? stored, out Fault? _)
                    ? stored
                    : null;
        }
        catch (ApiException)
        {
            return null;
        }
    }
}
