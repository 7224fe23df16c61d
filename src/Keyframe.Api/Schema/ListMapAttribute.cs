namespace Keyframe.Api.Schema;

/// <summary>
/// Declares a list as a map keyed by one of its items' properties (<c>x-kubernetes-list-type: map</c>), so that duplicates are
/// refused and server-side apply merges by key. The key property must be <see cref="RequiredAttribute">required</see>.
/// </summary>
/// <param name="key">The JSON name of the key property.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class ListMapAttribute(string key) : Attribute
{
    /// <summary>The JSON name of the key property.</summary>
    public string Key { get; } = key;
}
