using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>Reads the certificates that registries with a private CA are trusted by.</summary>
/// <param name="caches">Knows which ConfigMaps exist.</param>
/// <param name="client">Reads ConfigMaps.</param>
internal sealed class CaBundles(Caches caches, ResourceClient<ConfigMapContent> client)
{
    /// <summary>The version of the ConfigMap that a registry's bundle stands in, without asking anybody; null where there is none.</summary>
    public string? VersionOf(PromptRegistry registry) =>
        registry.Spec.CaBundle is { } bundle
            ? caches.ConfigMaps.Store.Get(KeyOf(registry, bundle))?.Metadata.ResourceVersion
            : null;

    /// <summary>Reads the bundle.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="bundle">Its bundle.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">It is not there, or holds no certificate.</exception>
    public async Task<X509Certificate2Collection> ReadAsync(PromptRegistry registry, CaBundle bundle, CancellationToken cancellationToken)
    {
        ConfigMapKeyReference reference = bundle.ConfigMapKeyRef;
        ConfigMapContent? configMap = await client.FindAsync(caches, KeyOf(registry, bundle), cancellationToken);
        if (configMap is null || !configMap.Data.TryGetValue(reference.Key, out string? pem))
        {
            throw Refusal(
                Reasons.CaBundleNotFound,
                configMap is null
                    ? $"spec.caBundle: ConfigMap {reference.Name} does not exist. Create it."
                    : $"spec.caBundle: ConfigMap {reference.Name} has no key {reference.Key}. Add it.");
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates.Count > 0
            ? certificates
            : throw Refusal(
                Reasons.CaBundleInvalid,
                $"spec.caBundle: key {reference.Key} of ConfigMap {reference.Name} holds no certificate in PEM (-----BEGIN CERTIFICATE-----). Correct it.");
    }

    private static ObjectKey KeyOf(PromptRegistry registry, CaBundle bundle) =>
        new(registry.Metadata.NamespaceProperty, bundle.ConfigMapKeyRef.Name);

    private static RegistryException Refusal(string reason, string message) =>
        new(new RegistryFault(RegistryFaultKind.Permanent, reason, message));
}
