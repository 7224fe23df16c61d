namespace Keyframe.Runtime.Caching;

/// <summary>One change of a cache.</summary>
/// <param name="Old">The object before; null when it is new to the cache.</param>
/// <param name="New">
/// The object now; null when it is gone. Both are given for an update; both the same one for a resync.
/// </param>
/// <param name="IsInitial">True for what was there when the subscriber came: the first list, or the replay to a late one.</param>
public readonly record struct ObjectChange<T>(T? Old, T? New, bool IsInitial)
    where T : class
{
    /// <summary>True for a replay: nothing happened, and what is there is told again, in case something was overlooked.</summary>
    public bool IsResync => Old is not null && ReferenceEquals(Old, New);

    /// <summary>The newest state that is known, the last one of an object that is gone.</summary>
    public T Current => New ?? Old ?? throw new InvalidOperationException("A change has an old or a new object.");
}
