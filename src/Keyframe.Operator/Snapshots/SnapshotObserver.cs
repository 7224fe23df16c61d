using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Snapshots;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Snapshots;

/// <summary>
/// Gathers what the plan of a snapshot depends on. A settled snapshot costs two look-ups; contents are read and the document is
/// rendered only while there is something to materialize.
/// </summary>
internal sealed class SnapshotObserver(Caches caches, ResourceClient<ConfigMapContent> contents, TimeProvider clock)
{
    public async Task<SnapshotObservation> ObserveAsync(GenAIAppSnapshot snapshot, CancellationToken cancellationToken)
    {
        var observation = new SnapshotObservation(snapshot, clock.GetUtcNow());
        string @namespace = snapshot.Metadata.NamespaceProperty;
        if (snapshot.Status is { ConfigMapName: { } recorded, ConfigMapUid: { } uid }
            && caches.ConfigMaps.Store.Get(new ObjectKey(@namespace, recorded)) is { } settled && settled.Metadata.Uid == uid)
        {
            return observation with { Settled = settled.ToIdentity() };
        }

        var candidates = new List<PromptCandidate>();
        foreach (SnapshotPrompt prompt in snapshot.Spec.Prompts)
        {
            PromptVersion? version = caches.Prompts.Store.Get(new ObjectKey(@namespace, prompt.PromptRef.Name));
            candidates.Add(new PromptCandidate(prompt, version, version is null ? null : await TemplateOfAsync(version, cancellationToken)));
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
            Existing = rendering.TryGet(out SnapshotDocument? document, out _)
                ? await ReadAsync(new ObjectKey(@namespace, document.ConfigMapName(snapshot.Metadata.Name)), cancellationToken)
                : null,
        };
    }

    private async Task<PromptTemplate?> TemplateOfAsync(PromptVersion version, CancellationToken cancellationToken)
    {
        if (version.Spec.Template is { } template)
        {
            return template;
        }

        if (version.Status?.ContentRef is not { } pin)
        {
            return null;
        }

        ConfigMapContent? content = await contents.GetAsync(new ObjectKey(version.Metadata.NamespaceProperty, pin.Name), cancellationToken);
        return content?.Data.TryGetValue(SnapshotKeys.PinnedContent, out string? text) == true ? new PromptTemplate { Text = text } : null;
    }

    private async Task<LiveConfigMap?> ReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.ConfigMaps.Store.Get(key) is null || await contents.GetAsync(key, cancellationToken) is not { } live)
        {
            return null;
        }

        return new LiveConfigMap(live.ToIdentity(), live.Immutable, live.Data, live.ToManager());
    }
}
