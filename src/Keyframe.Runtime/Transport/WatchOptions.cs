using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>What to watch, from when, and for how long.</summary>
/// <param name="From">Events after this version are delivered: that of a list, of the last event, or of a bookmark.</param>
/// <param name="Timeout">
/// After how long the server ends the watch by itself. Mandatory: over HTTP/1.1 a watch without an end hangs for ever on a
/// connection that died silently (kubernetes-client/csharp#884).
/// </param>
public sealed record WatchOptions(ResourceVersion From, TimeSpan Timeout)
{
    /// <summary>The namespace to watch; null (the default) watches all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector; an object that leaves it is delivered as deleted. Null for everything.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector; null for everything.</summary>
    public string? FieldSelector { get; init; }
}
