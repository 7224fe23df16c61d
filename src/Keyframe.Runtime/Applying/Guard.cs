using k8s.Models;

namespace Keyframe.Runtime.Applying;

/// <summary>
/// What a write insists on. With the uid a write can never re-create a deleted object nor touch its namesake (the server answers
/// 409 or 422); with the version it can never act on a stale view (409).
/// </summary>
/// <param name="Uid">The uid of the object that was looked at.</param>
/// <param name="ResourceVersion">The version that was looked at; null where any version of the object will do.</param>
public sealed record Guard(string Uid, string? ResourceVersion)
{
    /// <summary>Insists on exactly this object at exactly this version.</summary>
    /// <exception cref="ArgumentException">The metadata was not read from a server: it has no uid.</exception>
    public static Guard On(V1ObjectMeta metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentException.ThrowIfNullOrEmpty(metadata.Uid, nameof(metadata));
        return new Guard(metadata.Uid, metadata.ResourceVersion);
    }
}
