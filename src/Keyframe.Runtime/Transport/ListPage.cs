using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects that could be decoded, in the server's order.</param>
/// <param name="Version">The version of the whole list, the same on each of its pages; a watch continues from it.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, ResourceVersion Version)
{
    /// <summary>The objects that could not be decoded: one such object never costs the page.</summary>
    public IReadOnlyList<UndecodableObject> Undecodable { get; init; } = [];

    /// <summary>
    /// True on the first page of a second attempt, after the server had forgotten the list it was giving out in pages:
    /// whoever collects pages drops everything collected so far.
    /// </summary>
    public bool IsRestart { get; init; }
}
