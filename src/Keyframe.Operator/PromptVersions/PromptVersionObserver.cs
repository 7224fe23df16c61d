using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.PromptVersions;

/// <summary>Gathers what the plan of a PromptVersion depends on. A source is read only while its content is not pinned.</summary>
internal sealed class PromptVersionObserver(Caches caches, ResourceClient<ConfigMapContent> contents, TimeProvider clock)
{
    public async Task<PromptObservation> ObserveAsync(PromptVersion prompt, CancellationToken cancellationToken)
    {
        // Only what went on record with a digest pins anything; a run that was cut short may have made the pin without recording it.
        string? recorded = prompt.Status is { Digest: not null, ContentRef.Name: { } name } ? name : null;
        (ConfigMapIdentity? pin, ForeignConfigMap? foreign) = await LookAsync(prompt, recorded, cancellationToken);
        SourceContent? content = null;
        if (pin is null && foreign is null && prompt.Spec.Source?.ConfigMapKeyRef is { } source)
        {
            content = await ReadAsync(prompt.Metadata.NamespaceProperty, source, cancellationToken);
            string? wanted = content.Text is { } text ? PromptPlanner.PinName(prompt, text) : null;
            (pin, foreign) = await LookAsync(prompt, wanted, cancellationToken);
        }

        return new PromptObservation(prompt, clock.GetUtcNow())
        {
            OlderTwin = OlderTwin(prompt),
            Pin = pin,
            ForeignPin = foreign,
            Source = content,
        };
    }

    /// <summary>
    /// Looks at what stands under the name of a pin. One that this very object owns was made for it; the content of any other is read,
    /// since everybody can make a ConfigMap of that name.
    /// </summary>
    private async Task<(ConfigMapIdentity? Pin, ForeignConfigMap? Foreign)> LookAsync(
        PromptVersion prompt, string? name, CancellationToken cancellationToken)
    {
        if (name is null || caches.ConfigMaps.Store.Get(new ObjectKey(prompt.Metadata.NamespaceProperty, name)) is not { } found)
        {
            return default;
        }

        ConfigMapIdentity identity = found.ToIdentity();
        if (identity.Owners.Any(owner => owner.Uid == prompt.Metadata.Uid))
        {
            return (identity, null);
        }

        if (await contents.GetAsync(ObjectKey.Of(found), cancellationToken) is not { } live)
        {
            return default;
        }

        return live.Immutable && live.Data.TryGetValue(SnapshotKeys.PinnedContent, out string? text) && PromptPlanner.PinName(prompt, text) == name
            ? (live.ToIdentity(), null)
            : (null, new ForeignConfigMap(name, live.ToManager()));
    }

    private string? OlderTwin(PromptVersion prompt) =>
        Age.OldestBefore(caches.PromptsByIdentity.Find(Caches.IdentityOf(prompt)), prompt)?.Metadata.Name;

    private async Task<SourceContent> ReadAsync(string @namespace, ConfigMapKeyReference source, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(@namespace, source.Name);
        ConfigMapContent? configMap = caches.ConfigMaps.Store.Get(key) is null ? null : await contents.GetAsync(key, cancellationToken);
        if (configMap is null)
        {
            return new SourceContent(null, $"ConfigMap {source.Name} does not exist. Create it, and the content is pinned.");
        }

        if (configMap.Data.TryGetValue(source.Key, out string? text))
        {
            return new SourceContent(text, null);
        }

        string keys = configMap.Data.Count == 0
            ? "it has no text keys"
            : $"it has {string.Join(", ", configMap.Data.Keys.Order(StringComparer.Ordinal).Take(10))}";
        return new SourceContent(null, configMap.BinaryData.ContainsKey(source.Key)
            ? $"Key {source.Key} of ConfigMap {source.Name} is binary data, not UTF-8 text. Store it as text."
            : $"ConfigMap {source.Name} has no key {source.Key}; {keys}. Add it, and the content is pinned.");
    }
}
