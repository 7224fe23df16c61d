using k8s;
using k8s.Models;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Caching;

/// <summary>Where a reflector puts what it sees. Called from one loop, in order.</summary>
internal interface IReflectorSink<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The whole content, as of a version.</summary>
    void Replace(IReadOnlyCollection<T> items, IReadOnlyCollection<UndecodableObject> undecodable, ResourceVersion version);

    /// <summary>One change, in the order of versions.</summary>
    void Apply(WatchEvent<T> change);

    /// <summary>A list or watch failed and will be tried again.</summary>
    void Failed(Exception reason);
}
