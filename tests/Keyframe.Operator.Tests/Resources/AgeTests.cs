using CsCheck;
using k8s.Models;
using Keyframe.Operator.Resources;

namespace Keyframe.Operator.Tests.Resources;

/// <summary>Of two claims the older one wins, and every observer must agree which that is: a total order.</summary>
public sealed class AgeTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Few times and few uids, so that ties are common.</summary>
    private static readonly Gen<ConfigMapMetadata> Objects =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4], (second, uid) => Object(second == 0 ? null : Noon.AddSeconds(second), $"uid-{uid}"));

    [Fact]
    public void What_was_created_a_second_before_is_older() =>
        Assert.True(Age.IsOlder(Object(Noon, "z").Metadata, Object(Noon.AddSeconds(1), "a").Metadata));

    [Fact]
    public void Within_one_second_the_uid_decides()
    {
        Assert.True(Age.IsOlder(Object(Noon, "a").Metadata, Object(Noon, "b").Metadata));
        Assert.False(Age.IsOlder(Object(Noon, "b").Metadata, Object(Noon, "a").Metadata));
    }

    [Fact]
    public void The_uid_is_compared_byte_by_byte_in_no_language() =>
        Assert.True(Age.IsOlder(Object(Noon, "B").Metadata, Object(Noon, "a").Metadata));

    [Fact]
    public void Of_two_different_objects_exactly_one_is_older_and_none_is_older_than_itself() =>
        Gen.Select(Objects, Objects).Sample((one, other) =>
        {
            bool same = one.Metadata.CreationTimestamp == other.Metadata.CreationTimestamp && one.Metadata.Uid == other.Metadata.Uid;
            int older = (Age.IsOlder(one.Metadata, other.Metadata) ? 1 : 0) + (Age.IsOlder(other.Metadata, one.Metadata) ? 1 : 0);
            return older == (same ? 0 : 1);
        });

    [Fact]
    public void What_is_older_than_something_older_is_older() =>
        Gen.Select(Objects, Objects, Objects).Sample((a, b, c) =>
            !Age.IsOlder(a.Metadata, b.Metadata) || !Age.IsOlder(b.Metadata, c.Metadata) || Age.IsOlder(a.Metadata, c.Metadata));

    [Fact]
    public void The_oldest_before_an_object_is_the_same_in_whatever_order_the_others_come() =>
        Gen.Select(Objects.Array[0, 6], Objects).Sample((others, self) =>
        {
            string? forward = Age.OldestBefore(others, self)?.Metadata.Uid;
            string? backward = Age.OldestBefore(others.Reverse(), self)?.Metadata.Uid;
            bool any = others.Any(other => Age.IsOlder(other.Metadata, self.Metadata));
            return forward == backward && (forward is not null) == any;
        });

    private static ConfigMapMetadata Object(DateTime? created, string uid) =>
        new() { Metadata = new V1ObjectMeta { Name = "x", CreationTimestamp = created, Uid = uid } };
}
