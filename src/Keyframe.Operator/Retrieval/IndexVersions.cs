using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Specs;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Registries.Probes;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Retrieval;

/// <summary>Finds out at which version an index is.</summary>
/// <param name="probe">Asks over HTTP.</param>
/// <param name="caches">Knows which ConfigMaps exist.</param>
/// <param name="client">Reads them.</param>
internal sealed class IndexVersions(JsonProbe probe, Caches caches, ResourceClient<ConfigMapContent> client)
{
    /// <summary>Asks.</summary>
    /// <param name="namespace">The namespace of the snapshot.</param>
    /// <param name="verification">Where to ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The version, or why it is not known and what the server asks to wait.</returns>
    public async Task<(string? Version, string? Problem, TimeSpan? RetryAfter)> ReadAsync(
        string @namespace, RetrievalVerification verification, CancellationToken cancellationToken)
    {
        if (verification.ConfigMapKeyRef is { } key)
        {
            (string? version, string? problem) = await ReadAsync(@namespace, key, cancellationToken);
            return (version, problem, null);
        }

        if (verification.Http is not { } http || PollInterval.Parse(verification.Interval) is null
            || !Uri.TryCreate(http.Url, UriKind.Absolute, out Uri? url) || url.UserInfo.Length > 0
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return (null, "verify has neither a URL over http or https nor a key of a ConfigMap, or its interval is not between 1m and 24h.", null);
        }

        try
        {
            return (await probe.ReadAsync(url, http.JsonPointer, cancellationToken), null, null);
        }
        catch (RegistryException failure)
        {
            return (null, $"{failure.Fault.Reason}: {failure.Fault.Message}", failure.Fault.RetryAfter);
        }
    }

    /// <summary>The version of the ConfigMap that tells of an index, without asking anybody; null where there is none.</summary>
    public string? ConfigMapVersion(string @namespace, ConfigMapKeyReference key) =>
        caches.ConfigMaps.Store.Get(new ObjectKey(@namespace, key.Name))?.Metadata.ResourceVersion;

    private async Task<(string? Version, string? Problem)> ReadAsync(
        string @namespace, ConfigMapKeyReference key, CancellationToken cancellationToken)
    {
        ConfigMapContent? configMap = ConfigMapVersion(@namespace, key) is null
            ? null
            : await client.GetAsync(new ObjectKey(@namespace, key.Name), cancellationToken);
        return configMap is null ? (null, $"ConfigMap {key.Name} does not exist. Create it.")
            : configMap.Data.TryGetValue(key.Key, out string? version) ? (version.Trim(), null)
            : (null, $"ConfigMap {key.Name} has no key {key.Key}. Add it.");
    }
}
