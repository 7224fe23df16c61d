using System.Diagnostics.CodeAnalysis;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>One event of a watch. An <c>ERROR</c> event is none of these: it is thrown as <see cref="ApiException"/>.</summary>
[SuppressMessage("Design", "CA1034", Justification = "A closed set of cases reads best inside its base.")]
public abstract record WatchEvent<T>
{
    private WatchEvent()
    {
    }

    /// <summary>An object came into being, or came to match the selector.</summary>
    public sealed record Added(T Item) : WatchEvent<T>;

    /// <summary>An object changed.</summary>
    public sealed record Modified(T Item) : WatchEvent<T>;

    /// <summary>An object is gone, or left the selector; this is its last state, with the version of the deletion.</summary>
    public sealed record Deleted(T Item) : WatchEvent<T>;

    /// <summary>Nothing happened up to <paramref name="Version"/>, which a later watch can start from.</summary>
    public sealed record Bookmark(ResourceVersion Version) : WatchEvent<T>;
}
