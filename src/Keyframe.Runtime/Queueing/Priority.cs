namespace Keyframe.Runtime.Queueing;

/// <summary>Which of two ready keys goes first; the higher value does. The default is 0.</summary>
public readonly record struct Priority(int Value) : IComparable<Priority>
{
    /// <summary>What somebody just changed.</summary>
    public static Priority Default => default;

    /// <summary>
    /// −100, controller-runtime's value: what is looked at because we started or to be sure, so that a change made meanwhile is
    /// not behind ten thousand objects that nobody touched.
    /// </summary>
    public static Priority Low => new(-100);

    /// <inheritdoc/>
    public int CompareTo(Priority other) => Value.CompareTo(other.Value);

    /// <summary>Lower.</summary>
    public static bool operator <(Priority left, Priority right) => left.Value < right.Value;

    /// <summary>Higher.</summary>
    public static bool operator >(Priority left, Priority right) => left.Value > right.Value;

    /// <summary>Not higher.</summary>
    public static bool operator <=(Priority left, Priority right) => left.Value <= right.Value;

    /// <summary>Not lower.</summary>
    public static bool operator >=(Priority left, Priority right) => left.Value >= right.Value;
}
