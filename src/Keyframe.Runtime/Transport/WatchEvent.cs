using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>One event of a watch. An <c>ERROR</c> event is none of these: it is thrown as <see cref="ApiException"/>.</summary>
[SuppressMessage("Design", "CA1034", Justification = "A closed set of cases reads best inside its base.")]
public abstract record WatchEvent<T>
{
    private WatchEvent()
    {
    }

    /// <summary>The version that the event brings us to; empty only where the server gave none.</summary>
    public ResourceVersion Version => this switch
    {
        Added(var item) => Of(item),
        Modified(var item) => Of(item),
        Deleted(var item) => Of(item),
        Bookmark bookmark => bookmark.At,
        Undecodable undecodable => undecodable.At,
        _ => default,
    };

    private static ResourceVersion Of(T item) =>
        new(item is IKubernetesObject<V1ObjectMeta> { Metadata.ResourceVersion: { } version } ? version : "");

    /// <summary>An object came into being, or came to match the selector.</summary>
    public sealed record Added(T Item) : WatchEvent<T>;

    /// <summary>An object changed.</summary>
    public sealed record Modified(T Item) : WatchEvent<T>;

    /// <summary>An object is gone, or left the selector; this is its last state, with the version of the deletion.</summary>
    public sealed record Deleted(T Item) : WatchEvent<T>;

    /// <summary>Nothing happened up to <paramref name="At"/>, which a later watch can start from.</summary>
    public sealed record Bookmark(ResourceVersion At) : WatchEvent<T>;

    /// <summary>
    /// An object came, changed or went (<paramref name="IsDeleted"/>) that does not fit the contract, as in
    /// <see cref="ListPage{T}.Undecodable"/>. Which object and when can be told, so nothing else is lost.
    /// </summary>
    public sealed record Undecodable(UndecodableObject Item, ResourceVersion At, bool IsDeleted) : WatchEvent<T>;
}
