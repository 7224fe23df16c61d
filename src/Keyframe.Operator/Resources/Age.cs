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
}
