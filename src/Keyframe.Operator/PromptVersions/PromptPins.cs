using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Caching.Memory;

namespace Keyframe.Operator.PromptVersions;

/// <summary>
/// Finds and reads the ConfigMaps that pin the content of prompts. What was read is kept for a while, since many snapshots share a
/// prompt: an immutable ConfigMap cannot say anything else under the same uid.
/// </summary>
/// <param name="caches">Knows which ConfigMaps exist.</param>
/// <param name="client">Reads them.</param>
internal sealed class PromptPins(Caches caches, ResourceClient<ConfigMapContent> client) : IDisposable
{
    /// <summary>All that is kept, in characters.</summary>
    private const int MostKept = 8_000_000;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _read = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>
    /// Looks at what stands under the name of a pin. One that this very object owns was made for it; the content of any other is read,
    /// since everybody can make a ConfigMap of that name.
    /// </summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="name">The name of the pin.</param>
    /// <param name="digest">The digest of what it is to hold.</param>
    /// <param name="settingsDigest">The digest of the settings that it is to hold; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(ConfigMapIdentity? Pin, ForeignConfigMap? Foreign)> LookAsync(
        PromptVersion prompt, string name, string digest, string? settingsDigest, CancellationToken cancellationToken)
    {
        if (caches.ConfigMaps.Store.Get(new ObjectKey(prompt.Metadata.NamespaceProperty, name)) is not { } found)
        {
            return default;
        }

        ConfigMapIdentity identity = found.ToIdentity();
        if (identity.Owners.Any(owner => owner.Uid == prompt.Metadata.Uid))
        {
            return (identity, null);
        }

        if (await client.GetAsync(ObjectKey.Of(found), cancellationToken) is not { } live)
        {
            return default;
        }

        return live.Immutable && PromptPlanner.IsPin(live.Data, digest, settingsDigest)
            ? (live.ToIdentity(), null)
            : (null, new ForeignConfigMap(name, live.ToManager()));
    }

    /// <summary>Reads a prompt: what its spec holds inline, or what was pinned.</summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The prompt; null while it is not at hand. Whether it is what was recorded is the caller's to check.</returns>
    public async Task<PromptMaterial?> ReadAsync(PromptVersion prompt, CancellationToken cancellationToken)
    {
        if (PromptMaterial.Of(prompt.Spec) is { } inline)
        {
            return inline;
        }

        return prompt.Status is { Digest: not null, ContentRef.Name: { } name }
            ? await ReadPinAsync(new ObjectKey(prompt.Metadata.NamespaceProperty, name), cancellationToken)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _read.Dispose();

    private async Task<PromptMaterial?> ReadPinAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.ConfigMaps.Store.Get(key)?.Metadata.Uid is { } uid && _read.TryGetValue(uid, out PromptMaterial? known))
        {
            return known;
        }

        if (await client.GetAsync(key, cancellationToken) is not { } pin || PromptMaterial.Parse(pin.Data) is not { } material)
        {
            return null;
        }

        if (pin.Immutable)
        {
            int size = pin.Data.Values.Sum(value => value.Length);
            _read.Set(pin.Metadata.Uid, material, new MemoryCacheEntryOptions { Size = size, SlidingExpiration = KeptFor });
        }

        return material;
    }
}
