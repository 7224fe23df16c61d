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
        ConfigMapIdentity? pin = Find(prompt, prompt.Status?.ContentRef?.Name);
        SourceContent? content = pin is null && prompt.Spec.Source?.ConfigMapKeyRef is { } source
            ? await ReadAsync(prompt.Metadata.NamespaceProperty, source, cancellationToken)
            : null;
        return new PromptObservation(prompt, clock.GetUtcNow())
        {
            OlderTwin = OlderTwin(prompt),
            // A run that was cut short may have made the pin without recording it.
            Pin = pin ?? (content?.Text is { } text ? Find(prompt, PromptPlanner.PinName(prompt, text)) : null),
            Source = content,
        };
    }

    private ConfigMapIdentity? Find(PromptVersion prompt, string? name) =>
        name is null ? null : caches.ConfigMaps.Store.Get(new ObjectKey(prompt.Metadata.NamespaceProperty, name))?.ToIdentity();

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

        string keys = configMap.Data.Count == 0 ? "it has no text keys" : $"it has {string.Join(", ", configMap.Data.Keys.Order(StringComparer.Ordinal).Take(10))}";
        return new SourceContent(null, configMap.BinaryData.ContainsKey(source.Key)
            ? $"Key {source.Key} of ConfigMap {source.Name} is binary data, not UTF-8 text. Store it as text."
            : $"ConfigMap {source.Name} has no key {source.Key}; {keys}. Add it, and the content is pinned.");
    }
}
