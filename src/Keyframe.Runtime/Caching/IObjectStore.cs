namespace Keyframe.Runtime.Caching;

/// <summary>
/// What is known of one kind, to read. Objects are shared and immutable by convention: never change one, make a new one.
/// Safe to use from any thread; every answer is consistent in itself.
/// </summary>
public interface IObjectStore<T>
    where T : class
{
    /// <summary>The object, or null.</summary>
    T? Get(ObjectKey key);

    /// <summary>All objects, or those of one namespace, in no order. The collection is a copy and does not change.</summary>
    IReadOnlyCollection<T> List(string? @namespace = null);

    /// <summary>The version up to which the store has seen everything; empty before the first list.</summary>
    ResourceVersion Version { get; }

    /// <summary>How many objects there are.</summary>
    int Count { get; }
}
