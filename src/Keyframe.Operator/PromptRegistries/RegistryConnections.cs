using System.Collections.Concurrent;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Registries;
using Keyframe.Registries;
using Keyframe.Runtime;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// The clients of registries: one for each PromptRegistry, made anew when its spec, its Secret or its CA bundle changes. Secrets cannot
/// be watched, so they are read again once they are half a minute old.
/// </summary>
/// <param name="secrets">Reads credentials.</param>
/// <param name="bundles">Reads CA bundles.</param>
/// <param name="create">Makes the client for a spec.</param>
/// <param name="clock">Tells how old a look at a Secret is.</param>
internal sealed class RegistryConnections(
    RegistrySecrets secrets,
    CaBundles bundles,
    Func<PromptRegistrySpec, RegistryAccess, IPromptRegistry> create,
    TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ObjectKey, RegistryConnection> _connections = new();

    /// <summary>A client to use; dispose the lease when done.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">There can be none; nothing was sent to the registry.</exception>
    public async Task<RegistryLease> ConnectAsync(PromptRegistry registry, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(registry);
        string? caVersion = bundles.VersionOf(registry);
        if (_connections.TryGetValue(key, out RegistryConnection? known)
            && IsOf(known.Origin, registry) && known.Origin.CaVersion == caVersion
            && known.LeaseCheckedSince(clock.GetUtcNow() - TrustedFor) is { } trusted)
        {
            return trusted;
        }

        if (RegistryShape.Check(registry.Spec) is { } misshapen)
        {
            throw new RegistryException(new RegistryFault(RegistryFaultKind.Permanent, misshapen.Reason, misshapen.Message));
        }

        Uri url = RegistryShape.Url(registry.Spec)!;
        (RegistryCredentials? credentials, string? version) = registry.Spec.SecretRef is { } secret
            ? await secrets.ReadAsync(registry, secret.Name, url, cancellationToken)
            : (null, null);
        var origin = new ConnectionOrigin(registry.Metadata.Uid, registry.Metadata.Generation, version, caVersion);
        if (_connections.TryGetValue(key, out known) && known.Origin == origin && known.Lease() is { } checkedLease)
        {
            known.Check(clock.GetUtcNow());
            return checkedLease;
        }

        var access = new RegistryAccess(key.Namespace, key.Name, url)
        {
            Credentials = credentials,
            TrustedRoots = registry.Spec.CaBundle is { } bundle ? await bundles.ReadAsync(registry, bundle, cancellationToken) : null,
        };
        return Replace(key, new RegistryConnection(create(registry.Spec, access), origin, clock.GetUtcNow()));
    }

    /// <summary>Has the Secret read again at the next use, as after a refusal of the credentials.</summary>
    public void Doubt(ObjectKey key)
    {
        if (_connections.TryGetValue(key, out RegistryConnection? connection))
        {
            connection.Doubt();
        }
    }

    /// <summary>Closes the client of a PromptRegistry that is gone.</summary>
    public void Forget(ObjectKey key)
    {
        if (_connections.TryRemove(key, out RegistryConnection? connection))
        {
            connection.Retire();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ObjectKey key in _connections.Keys)
        {
            Forget(key);
        }
    }

    private static bool IsOf(ConnectionOrigin origin, PromptRegistry registry) =>
        origin.Uid == registry.Metadata.Uid && origin.Generation == registry.Metadata.Generation;

    /// <summary>Two that connect at once both get what they made; the later one stays.</summary>
    private RegistryLease Replace(ObjectKey key, RegistryConnection connection)
    {
        RegistryLease lease = connection.Lease()!;
        RegistryConnection? replaced = null;
        _connections.AddOrUpdate(key, connection, (_, old) =>
        {
            replaced = old;
            return connection;
        });
        replaced?.Retire();
        return lease;
    }
}
