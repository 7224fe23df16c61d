namespace Keyframe.Core.Planning;

/// <summary>A ConfigMap of somebody else under a name that Keyframe needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Manager">Who made it, as far as its managed fields tell.</param>
public sealed record ForeignConfigMap(string Name, string Manager);
