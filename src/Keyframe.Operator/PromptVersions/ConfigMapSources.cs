using System.Collections.Concurrent;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.PromptVersions;

/// <summary>Resolves sources of PromptVersions that are keys of ConfigMaps, and holds them against what was pinned.</summary>
/// <param name="caches">Knows which ConfigMaps exist.</param>
/// <param name="client">Reads them.</param>
internal sealed class ConfigMapSources(Caches caches, ResourceClient<ConfigMapContent> client)
{
    /// <summary>
    /// Which version of a ConfigMap each pinned PromptVersion was last held against, and how it compared: what is found out once
    /// has to last until it is on record, however often writing it down fails.
    /// </summary>
    private readonly ConcurrentDictionary<ObjectKey, (string Version, SourceFinding? Finding)> _seen = new();

    /// <summary>Reads what stands at a source.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SourceReading> ReadAsync(string @namespace, ConfigMapPromptReference source, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(@namespace, source.Name);
        ConfigMapContent? configMap = await client.FindAsync(caches, key, cancellationToken);
        if (configMap is null)
        {
            return Missing($"ConfigMap {source.Name} does not exist. Create it, and the content is pinned.");
        }

        if (configMap.Data.TryGetValue(source.Key, out string? text))
        {
            return Read(source, text);
        }

        string keys = configMap.Data.Count == 0
            ? "it has no text keys"
            : $"it has {string.Join(", ", configMap.Data.Keys.Order(StringComparer.Ordinal).Take(10))}";
        return Missing(configMap.BinaryData.ContainsKey(source.Key)
            ? $"Key {source.Key} of ConfigMap {source.Name} is binary data, not UTF-8 text. Store it as text."
            : $"ConfigMap {source.Name} has no key {source.Key}; {keys}. Add it, and the content is pinned.");
    }

    /// <summary>Holds the source of a pinned PromptVersion against the pin, if the ConfigMap has changed since the last time.</summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="source">Its source.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The finding; null where nothing is known.</returns>
    public async Task<SourceFinding?> VerifyAsync(PromptVersion prompt, ConfigMapPromptReference source, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(prompt);
        ConfigMapMetadata? now = caches.ConfigMaps.Store.Get(new ObjectKey(key.Namespace, source.Name));
        string version = $"{prompt.Metadata.Uid}/{now?.Metadata.ResourceVersion}";
        if (_seen.TryGetValue(key, out (string Version, SourceFinding? Finding) seen) && seen.Version == version)
        {
            return seen.Finding;
        }

        SourceReading reading = await ReadAsync(key.Namespace, source, cancellationToken);
        SourceFinding? finding = reading switch
        {
            { Content: { } content } => SourceComparison.Compare(
                prompt.Status!, content with { Material = PromptAnalyzer.Complete(content.Material, prompt.Spec) }),
            { IsRefused: true, Fault.Message: { } problem } => SourceComparison.Unreadable(prompt.Status!, problem),
            { Fault.Message: { } message } => SourceComparison.Gone(prompt.Status!, message),
            _ => null,
        };
        _seen[key] = (version, finding);
        return finding;
    }

    /// <summary>Forgets a PromptVersion that is gone.</summary>
    public void Forget(ObjectKey key) => _seen.TryRemove(key, out _);

    private static SourceReading Read(ConfigMapPromptReference source, string text)
    {
        PromptContent? content = PromptContent.OfText(text);
        Fault? fault = null;
        return source.Format != SourceFormat.Prompt
            || PromptDocument.Read(text, $"Key {source.Key} of ConfigMap {source.Name}").TryGet(out content, out fault)
                ? SourceReading.Of(new SourceContent(
                    new PromptMaterial(content), new ResolvedSource { Name = source.Name, Version = source.Key }))
                : SourceReading.Refused(fault);
    }

    private static SourceReading Missing(string message) => SourceReading.Failed(new Fault(Reasons.SourceNotFound, message));
}
