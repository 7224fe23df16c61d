using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Snapshots;
using Keyframe.Operator.PromptVersions;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Retrieval;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Snapshots;

/// <summary>
/// Gathers what the plan of a snapshot depends on. A settled snapshot costs two look-ups; contents are read and the document is
/// rendered only while there is something to materialize. What was materialized once and stands there again needs no prompt.
/// </summary>
internal sealed class SnapshotObserver(
    Caches caches, PromptPins pins, ResourceClient<ConfigMapContent> contents, RetrievalReports retrieval, TimeProvider clock)
{
    public async Task<SnapshotObservation> ObserveAsync(GenAIAppSnapshot snapshot, CancellationToken cancellationToken)
    {
        var observation = new SnapshotObservation(snapshot, clock.GetUtcNow()) { Retrieval = retrieval.For(snapshot) };
        string @namespace = snapshot.Metadata.NamespaceProperty;
        if (snapshot.Status is { ConfigMapName: { } recorded, ConfigMapUid: { } uid }
            && caches.ConfigMaps.Store.Get(new ObjectKey(@namespace, recorded)) is { } settled && settled.Metadata.Uid == uid)
        {
            return observation with { Settled = settled.ToIdentity() };
        }

        if (snapshot.Status?.ConfigMapName is { } expected)
        {
            observation = observation with { Existing = await ReadAsync(new ObjectKey(@namespace, expected), cancellationToken) };
            if (observation.IsRestored)
            {
                return observation;
            }
        }

        var candidates = new List<PromptCandidate>();
        foreach (SnapshotPrompt prompt in snapshot.Spec.Prompts)
        {
            PromptVersion? version = caches.Prompts.Store.Get(new ObjectKey(@namespace, prompt.PromptRef.Name));
            candidates.Add(new PromptCandidate(prompt, version, version is null ? null : await pins.ReadAsync(version, cancellationToken)));
        }

        SnapshotResolution resolution = SnapshotResolution.Of(candidates);
        if (resolution.Fault is not null)
        {
            return observation with { Resolution = resolution };
        }

        Outcome<SnapshotDocument> rendering = SnapshotDocument.Render(snapshot.Spec, resolution.Inputs);
        return observation with
        {
            Resolution = resolution,
            Rendering = rendering,
            Consumers = [.. caches.WorkloadsOf(snapshot).Select(OwnerIdentity.Of)],
            Existing = snapshot.Status?.ConfigMapName is null && rendering.TryGet(out SnapshotDocument? document, out _)
                ? await ReadAsync(new ObjectKey(@namespace, document.ConfigMapName(snapshot.Metadata.Name)), cancellationToken)
                : observation.Existing,
        };
    }

    private async Task<LiveConfigMap?> ReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await contents.FindAsync(caches, key, cancellationToken) is { } live
            ? new LiveConfigMap(live.ToIdentity(), live.Immutable, live.Data, live.ToManager())
            : null;
}
