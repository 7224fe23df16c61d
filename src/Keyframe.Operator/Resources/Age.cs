using k8s;
using k8s.Models;

namespace Keyframe.Operator.Resources;

/// <summary>Which of two objects came first, the same for every observer.</summary>
internal static class Age
{
    /// <summary>Whether one object was created before another; within the same second the uid decides.</summary>
    public static bool IsOlder(V1ObjectMeta one, V1ObjectMeta other)
    {
        int byTime = Nullable.Compare(one.CreationTimestamp, other.CreationTimestamp);
        return byTime < 0 || (byTime == 0 && string.CompareOrdinal(one.Uid, other.Uid) < 0);
    }

    /// <summary>
    /// The oldest of some objects, if one is older than another one; always the same whatever their order. Objects that are being
    /// deleted no longer count.
    /// </summary>
    public static T? OldestBefore<T>(IEnumerable<T> others, T self)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        T oldest = others
            .Where(other => other.Metadata.DeletionTimestamp is null)
            .Aggregate(self, (oldest, other) => IsOlder(other.Metadata, oldest.Metadata) ? other : oldest);
        return ReferenceEquals(oldest, self) ? null : oldest;
    }
}
