using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Registries.Probes;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Retrieval;

/// <summary>Finds out at which version an index is: over HTTP, or from a ConfigMap.</summary>
/// <param name="probe">Asks over HTTP.</param>
/// <param name="caches">Knows which ConfigMaps exist.</param>
/// <param name="client">Reads them.</param>
internal sealed class IndexReader(JsonProbe probe, Caches caches, ResourceClient<ConfigMapContent> client) : IIndexReader
{
    /// <inheritdoc/>
    public string? MarkOf(IndexSource source) => source is IndexSource.Entry entry
        ? caches.ConfigMaps.Store.Get(entry.ConfigMap)?.Metadata.ResourceVersion ?? ""
        : null;

    /// <inheritdoc/>
    public Task<IndexReading> ReadAsync(IndexSource source, CancellationToken cancellationToken) => source switch
    {
        IndexSource.Document document => ReadAsync(document, cancellationToken),
        IndexSource.Entry entry => ReadAsync(entry, cancellationToken),
        _ => throw new ArgumentException($"{source} is no known source", nameof(source)),
    };

    private async Task<IndexReading> ReadAsync(IndexSource.Document document, CancellationToken cancellationToken)
    {
        try
        {
            string text = await probe.ReadAsync(document.Url, document.JsonPointer, cancellationToken);
            return IndexReading.Of(text, $"{document.Url.Authority}: what jsonPointer names");
        }
        catch (RegistryException failure)
        {
            return new IndexReading(null, $"{failure.Fault.Reason}: {failure.Fault.Message}")
            {
                IsTransient = failure.Fault.Kind == RegistryFaultKind.Transient,
                RetryAfter = failure.Fault.RetryAfter,
            };
        }
    }

    private async Task<IndexReading> ReadAsync(IndexSource.Entry entry, CancellationToken cancellationToken)
    {
        string name = entry.ConfigMap.Name;
        ConfigMapContent? configMap = await client.FindAsync(caches, entry.ConfigMap, cancellationToken);
        return configMap is null ? new IndexReading(null, $"ConfigMap {name} does not exist. Create it.")
            : configMap.Data.TryGetValue(entry.Key, out string? text)
                ? IndexReading.Of(text, $"Key {entry.Key} of ConfigMap {name}")
            : new IndexReading(null, $"ConfigMap {name} has no key {entry.Key}. Add it.");
    }
}
