namespace Keyframe.Runtime.Caching;

/// <summary>
/// The version of an object, list or bookmark. Decimal versions of one resource are ordered, by length and then by digits
/// (KEP-5504, k8s.io/apimachinery util/resourceversion); versions of two resources say nothing about each other.
/// </summary>
/// <param name="Value">The text as the server wrote it.</param>
public readonly record struct ResourceVersion(string Value) : IComparable<ResourceVersion>
{
    /// <summary>True for a decimal number without leading zeros, which every API server over etcd hands out.</summary>
    public bool IsOrdered
    {
        get
        {
            if (string.IsNullOrEmpty(Value) || Value[0] == '0')
            {
                return false;
            }

            return !Value.AsSpan().ContainsAnyExceptInRange('0', '9');
        }
    }

    /// <summary>
    /// Whether a view at this version includes <paramref name="other"/>. Versions that are not ordered count as reached:
    /// waiting for them would never end.
    /// </summary>
    public bool HasReached(ResourceVersion other) => !IsOrdered || !other.IsOrdered || CompareTo(other) >= 0;

    /// <summary>True when both are ordered and this one is older: time ran backwards, as after a restore of etcd.</summary>
    public bool IsBefore(ResourceVersion other) => !HasReached(other);

    /// <summary>A total order; versions that are not ordered come first, by their text.</summary>
    public int CompareTo(ResourceVersion other)
    {
        string mine = Value ?? "";
        string theirs = other.Value ?? "";
        int byKind = IsOrdered.CompareTo(other.IsOrdered);
        if (byKind != 0)
        {
            return byKind;
        }

        int byLength = IsOrdered ? mine.Length.CompareTo(theirs.Length) : 0;
        return byLength != 0 ? byLength : string.CompareOrdinal(mine, theirs);
    }

    /// <summary>The text of the version; empty when there is none.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Older by <see cref="CompareTo"/>.</summary>
    public static bool operator <(ResourceVersion left, ResourceVersion right) => left.CompareTo(right) < 0;

    /// <summary>Newer by <see cref="CompareTo"/>.</summary>
    public static bool operator >(ResourceVersion left, ResourceVersion right) => left.CompareTo(right) > 0;

    /// <summary>Not newer by <see cref="CompareTo"/>.</summary>
    public static bool operator <=(ResourceVersion left, ResourceVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Not older by <see cref="CompareTo"/>.</summary>
    public static bool operator >=(ResourceVersion left, ResourceVersion right) => left.CompareTo(right) >= 0;
}
